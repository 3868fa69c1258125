// What the form offers: datasets with their options, layers with their main setting, and Keras's names. The server knows more;
// what is not here is written in the text.

/** Kinds of data: [option, label, whether it is needed, what it looks like]. */
export const DATASETS = {
  digits: [],
  mnist: [["folder", "Folder", false, "downloaded without it"]],
  csv: [["file", "File", true, "/data/houses.csv"], ["target", "Target column", true, "price"], ["missing", "Missing values", false, "refuse, mean, median, zero"]],
  parquet: [["file", "File", true, "/data/houses.parquet"], ["target", "Target column", true, "price"], ["missing", "Missing values", false, "refuse, mean, median, zero"]],
  query: [["sql", "Query", true, "SELECT * FROM houses"], ["files", "Files", true, "{houses: /data/houses.csv}"], ["target", "Target column", true, "price"]],
  images: [["folder", "Folder", true, "/data/flowers"], ["size", "Size", false, "64x64"], ["color", "Colour", false, "rgb or gray"]],
  npz: [["file", "File", true, "/data/arrays.npz"], ["x", "Inputs", false, "x"], ["y", "Targets", false, "y"]],
  idx: [["folder", "Folder", true, "/data/fashion"]],
};

/** Kinds of layers: the label of the main setting ("" where there is none), what it begins with, and whether there is an activation. */
export const LAYERS = {
  dense: ["units", 64, true],
  conv2d: ["filters", 32, true],
  max_pooling2d: ["pool size", 2, false],
  average_pooling2d: ["pool size", 2, false],
  global_average_pooling2d: ["", {}, false],
  global_max_pooling2d: ["", {}, false],
  global_average_pooling1d: ["", {}, false],
  flatten: ["", {}, false],
  reshape: ["target shape", [28, 28, 1], false],
  dropout: ["rate", 0.5, false],
  activity_regularization: ["l1", 0.01, false],
  batch_normalization: ["", {}, false],
  layer_normalization: ["", {}, false],
  rescaling: ["scale", 0.5, false],
  embedding: ["", {}, false],
  activation: ["activation", "relu", false],
  relu: ["", {}, false],
  leaky_relu: ["", {}, false],
  elu: ["", {}, false],
  softmax: ["", {}, false],
};

/** What a new layer of a kind is written with beside its main setting. */
export const EXTRAS = { conv2d: { kernel_size: 3 }, embedding: { input_dim: 1000, output_dim: 16 } };

export const ACTIVATIONS = [
  "", "relu", "sigmoid", "softmax", "tanh", "linear", "elu", "gelu", "selu", "silu", "softplus", "softsign", "exponential", "leaky_relu", "relu6",
  "celu", "mish", "hard_sigmoid", "hard_silu", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink", "log_sigmoid", "log_softmax",
  "sparse_sigmoid", "sparse_plus", "squareplus",
];

export const OPTIMIZERS = ["sgd", "adam", "adamw", "adamax", "nadam", "rmsprop", "adagrad", "adadelta", "lion", "ftrl"];

export const LOSSES = [
  "categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy", "mean_squared_error", "mean_absolute_error", "huber",
  "mean_squared_logarithmic_error", "mean_absolute_percentage_error", "log_cosh", "poisson", "kl_divergence", "cosine_similarity", "hinge",
  "squared_hinge", "categorical_hinge", "categorical_focal_crossentropy", "binary_focal_crossentropy",
];

/** Those that need nothing said of them. */
export const METRICS = ["accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy", "mean_absolute_error", "mean_squared_error", "root_mean_squared_error", "r2_score", "precision", "recall", "auc"];

/** Runs to begin with: those of deploy/examples, and one for a table of one's own. */
export const EXAMPLES = [
  ["digits.yaml", "Textbook network on built-in digits"],
  ["mnist-cnn.yaml", "Convolutional network on MNIST"],
  ["mnist.json", "A model in Keras's JSON on MNIST"],
  ["", "A table, network chosen for it"],
];

export const TABLE = "name: houses\ndataset: {csv: {file: /data/houses.csv, target: price}}\nfit:\n  epochs: 50\n";
