package dev.millrace.nn;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The names that Keras 3 has, so that whoever writes one that Millrace does not have is told so instead of being
/// offered another. Asked only where Millrace knows no such name.
final class KerasNames {
    private static final Map<String, Set<String>> NAMES = Map.of(
            "model",
            names("Functional Model"),
            "optimizer",
            names("""
                    Adafactor AdamW Ftrl Lamb Lion LossScaleOptimizer MultiOptimizer Muon ScheduleFreeAdamW
                    """),
            "learning rate schedule",
            names("LearningRateSchedule"),
            "activation",
            names("""
                    celu elu exponential gelu glu hard_shrink hard_silu hard_swish hard_tanh leaky_relu log_sigmoid
                    log_softmax mish relu6 selu silu soft_shrink sparse_plus sparse_sigmoid sparsemax squareplus swish
                    tanh_shrink threshold
                    """),
            "loss",
            names("""
                    BinaryFocalCrossentropy CategoricalFocalCrossentropy CategoricalGeneralizedCrossEntropy
                    CategoricalHinge Circle CosineSimilarity CTC Dice Hinge KLD KLDivergence LogCosh MAPE
                    MeanAbsolutePercentageError MeanSquaredLogarithmicError MSLE Poisson SquaredHinge Tversky
                    """),
            "metric",
            names("""
                    AUC BCE BinaryCrossentropy BinaryFocalCrossentropy BinaryIoU CategoricalCrossentropy
                    CategoricalFocalCrossentropy CategoricalHinge CE ConcordanceCorrelation CosineSimilarity
                    Crossentropy F1Score FalseNegatives FalsePositives FBetaScore Hinge Huber IoU KLD KLDivergence
                    LogCosh LogCoshError MAPE Mean MeanAbsolutePercentageError MeanIoU MeanMetricWrapper
                    MeanSquaredLogarithmicError MSLE OneHotIoU OneHotMeanIoU PearsonCorrelation Poisson Precision
                    PrecisionAtRecall Recall RecallAtPrecision SensitivityAtSpecificity SparseCategoricalCrossentropy
                    SparseTopKCategoricalAccuracy SpecificityAtSensitivity SquaredHinge Sum TopKCategoricalAccuracy
                    TrueNegatives TruePositives
                    """),
            "initializer",
            names("""
                    Constant GlorotNormal HeNormal Identity IdentityInitializer LecunNormal normal one Orthogonal
                    OrthogonalInitializer RandomNormal RandomUniform STFT STFTInitializer TruncatedNormal uniform
                    VarianceScaling zero
                    """),
            "regularizer",
            names("OrthogonalRegularizer"),
            "callback",
            names("""
                    BackupAndRestore History LambdaCallback OrbaxCheckpoint ProgbarLogger RemoteMonitor SwapEMAWeights
                    TensorBoard
                    """),
            "layer",
            names("""
                    ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
                    AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AlphaDropout
                    Attention AugMix AutoContrast Average AveragePooling1D AveragePooling2D AveragePooling3D AvgPool1D
                    AvgPool2D AvgPool3D BatchNormalization Bidirectional CategoryEncoding CenterCrop Concatenate
                    ContrastLimitedAdaptiveHistogramEqualization Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D
                    Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D Convolution1D Convolution1DTranspose Convolution2D
                    Convolution2DTranspose Convolution3D Convolution3DTranspose Cropping1D Cropping2D Cropping3D CutMix
                    DepthwiseConv1D DepthwiseConv2D Discretization Dot EinsumDense ELU Embedding Equalization Flatten
                    FlaxLayer GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D
                    GlobalAveragePooling3D GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D
                    GlobalMaxPool2D GlobalMaxPool3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
                    GroupNormalization GroupQueryAttention GRU GRUCell HashedCrossing Hashing Identity IntegerLookup
                    JaxLayer Lambda LayerNormalization LeakyReLU LSTM LSTMCell Masking Maximum MaxNumBoundingBoxes
                    MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D MaxPooling3D MelSpectrogram Minimum MixUp
                    MultiHeadAttention Multiply Normalization Permute Pipeline PReLU RandAugment RandomBrightness
                    RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform
                    RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert
                    RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear
                    RandomTranslation RandomZoom ReLU RepeatVector Reshape Resizing ReversibleEmbedding
                    RMSNormalization RNN SeparableConv1D SeparableConv2D SeparableConvolution1D SeparableConvolution2D
                    SimpleRNN SimpleRNNCell Softmax Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D
                    SpectralNormalization StackedRNNCells STFTSpectrogram StringLookup Subtract TextVectorization
                    TFSMLayer TimeDistributed TorchModuleWrapper UnitNormalization UpSampling1D UpSampling2D
                    UpSampling3D Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D
                    """));

    private KerasNames() {}

    /// Whether Keras has `name`, as a class or as a function.
    ///
    /// @param kind what the name is of: `optimizer`
    static boolean has(String kind, String name) {
        return NAMES.getOrDefault(kind, Set.of()).contains(normal(name));
    }

    private static Set<String> names(String text) {
        return Arrays.stream(text.strip().split("\\s+")).map(KerasNames::normal).collect(Collectors.toSet());
    }

    /// `TopKCategoricalAccuracy` and `top_k_categorical_accuracy` are one.
    private static String normal(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
