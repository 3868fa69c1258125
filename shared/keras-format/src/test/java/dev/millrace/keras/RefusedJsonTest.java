package dev.millrace.keras;

import static dev.millrace.keras.Golden.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.optimizer.Adam;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusedJsonTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'dens': 10}                                   | layers[0]: Unknown layer: 'dens'. Did you mean 'dense'?
            {'dens': 10, 'activation': 'relu'}             | layers[0]: Unknown layer: 'dens'. Did you mean 'dense'?
            {'dense': 10, 'activaton': 'relu'}             | layers[0]: Unknown key of dense: 'activaton'. Did you mean 'activation'?
            {'dense': 10, 'activation': 'sigmod'}          | layers[0]: Unknown activation: 'sigmod'. Did you mean 'sigmoid'?
            {'dense': 10, 'kernel_initializer': 'glorot'}  | layers[0]: Unknown initializer: 'glorot'
            {'dense': 10, 'activation': 'sparsemax'}       | layers[0]: Keras's activation 'sparsemax' is not supported yet. Supported: celu,
            {'dense': 10, 'activation': 'glu'}             | layers[0]: Keras's activation 'glu' is not supported yet. Supported: celu,
            {'dense': 10, 'activation': 'threshold'}       | layers[0]: Keras's activation 'threshold' is not supported yet. Supported: celu,
            {'dense': 10, 'kernel_initializer': 'stft'}    | layers[0]: Keras's initializer 'stft' is not supported yet. Supported: constant,
            {'dense': 10, 'bias_initializer': 'identity'}  | Variable 'dense/bias': the Identity initializer makes matrices. Received: shape (10,).
            {'dense': 10, 'kernel_regularizer': 'orthogonal_regularizer'} | layers[0]: Keras's regularizer 'orthogonal_regularizer' is not supported yet. Supported: l1,
            {'dense': 10, 'activity_regularizer': {'l2': -1}} | Regularizer: l2 is a number and not negative. Received: l2=-1.0
            {'layer_normalization': {'activity_regularizer': 'l2'}} | layer_normalization: 'activity_regularizer' is not supported yet. Received: activity_regularizer="l2". Expected: null
            {'activity_regularization': {'l1': 0.1, 'activity_regularizer': 'l2'}} | activity_regularization: 'activity_regularizer' is not supported yet
            {'conv3d': 32}                                 | layers[0]: Keras's layer 'conv3d' is not supported yet. Supported: activation, activity_regularization,
            {'conv2d': 32}                                 | layers[0]: conv2d: 'kernel_size' is missing, like 3.
            {'conv2d': 32, 'kernel_size': [3]}             | conv2d: 'kernel_size' is a whole number, or a list of 2. Received: [3]
            {'conv2d': 32, 'kernel_size': 3, 'padding': 'full'} | Conv2D: padding is "valid" or "same". Received: padding="full"
            {'conv2d': 32, 'kernel_size': 3}               | Layer 'conv2d' (Conv2D) takes inputs of shape (height, width, channels). Received: shape (4,).
            {'flatten': 3}                                 | A layer 'flatten' is an object of settings, like {"flatten": {}}.
            {'class_name': 'Dense', 'config': {'name': 'a/b', 'units': 10}} | The name of a layer has no '/', as in Keras. Received: 'a/b'.
            {'dense': 10, 'units': 20}                     | dense: 'units' is said twice
            {'dense': {'units': 1, 'name': 'a'}, 'name': 'b'} | dense: 'name' is said twice
            {'dense': '10'}                                | dense: 'units' is a whole number. Received: "10"
            {'dense': 10.5}                                | dense: 'units' is a whole number. Received: 10.5
            {'dense': 0}                                   | units is a positive integer. Received: units=0
            {'dense': {}}                                  | dense: 'units' is a whole number. Received: nothing
            {'dense': 10, 'use_bias': 'no'}                | dense: 'use_bias' is true or false. Received: "no"
            {'dense': 10, 'kernel_regularizer': 'l3'}      | layers[0]: Unknown regularizer: 'l3'.
            {'dense': 10, 'kernel_constraint': 'max_nrm'}  | layers[0]: Unknown constraint: 'max_nrm'. Did you mean 'max_norm'?
            {'dense': 10, 'kernel_constraint': {'max_norm': -1}} | MaxNorm: max_value is a number and not negative. Received: max_value=-1.0
            {'dense': 10, 'kernel_constraint': {'unit_norm': 0.5}} | 'axis' is a whole number, or a list of some. Received: axis=[0.5]
            {'dense': 10, 'kernel_constraint': {'unit_norm': 2}} | Variable 'dense/kernel': the axes that its norms are taken along are axes that it has, side by side. Received: axis=2, shape (4, 10)
            {'dense': 10, 'bias_constraint': {'min_max_norm': {'min_value': 2}}} | MinMaxNorm: min_value is at most max_value. Received: min_value=2.0, max_value=1.0
            {'dense': 10, 'trainable': 1}                  | dense: 'trainable' is true or false. Received: 1
            {'dense': 10, 'dtype': 'float16'}              | dense: 'dtype' is float32; others are not supported yet. Received: float16
            {'class_name': 'Dense', 'config': {'name': 'a', 'units': 10, 'unitz': 1}} | layers[0]: Unknown key of Dense 'a': 'unitz'. Did you mean 'units'?
            {'class_name': 'Dense', 'conf': {}}            | Unknown key of layer: 'conf'. Did you mean 'config'?
            {'class_name': 'Conv3D', 'config': {}}         | layers[0]: Keras's layer 'Conv3D' is not supported yet. Supported: Activation, ActivityRegularization,
            {'class_name': 'Activation', 'config': {}}     | Activation: 'activation' is missing, like "relu"
            {'dropout': 1.5}                               | Dropout: rate is between 0 and 1. Received: rate=1.5
            {'dropout': {}}                                | dropout: 'rate' is missing, like 0.5
            {'dropout': {'rate': 0.5, 'seed': -1}}         | Dropout: seed is not negative. Received: seed=-1
            {'dropout': {'rate': 0.5, 'noise_shape': [1]}} | dropout: 'noise_shape' is not supported yet
            {'rescaling': {}}                              | rescaling: 'scale' is missing, like 0.5
            {'rescaling': {'scale': 'two'}}                | rescaling: 'scale' is a number or a list of numbers. Received: "two"
            {'rescaling': {'scale': [2, [3]]}}             | rescaling: 'scale' is a number or a list of numbers. Received: [2,[3]]
            {'rescaling': []}                              | rescaling: 'scale' is a number or a list of numbers. Received: []
            {'rescaling': {'scale': 2, 'ofset': 1}}        | Unknown key of rescaling: 'ofset'. Did you mean 'offset'?
            {'rescaling': {'scale': 2, 'offset': 1e39}}    | Rescaling: offset is a finite float32 number, or a list of one for each value along the last axis. Received: offset=1.0E39
            {'rescaling': [1, 2, 3]}                       | Layer 'rescaling' (Rescaling) has one scale for each of 3 values along the last axis. Received: inputs of shape (4,).
            {'rescalling': 2}                              | layers[0]: Unknown layer: 'rescalling'. Did you mean 'rescaling'?
            'softmux'                                      | layers[0]: Unknown layer: 'softmux'. Did you mean 'softmax'?
            3                                              | A layer is an object like
            """)
    void shouldRefuseALayer(String layer, String message) {
        assertRefused(KerasJson::model, "{'input_shape': [4], 'layers': [" + layer + "]}", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'layers': [{'dense': 1}]}                            | The model does not say what goes into it
            {'input_shape': [4]}                                  | model: 'layers' is missing
            {'input_shape': [4], 'layers': []}                    | has no layers
            {'input_shape': [4], 'layers': {}}                    | 'layers' is a list
            {'input_shape': 4, 'layers': [{'dense': 1}]}          | 'input_shape' is a list of sizes like [784]. Received: 4
            {'input_shape': [null, 4], 'layers': [{'dense': 1}]}  | 'input_shape' has a positive whole size along each axis
            {'input_shape': ['4'], 'layers': [{'dense': 1}]}      | 'input_shape' has a positive whole size along each axis
            {'input_shap': [4], 'layers': [{'dense': 1}]}         | Unknown key of model: 'input_shap'. Did you mean 'input_shape'?
            {'class_name': 'Functional', 'config': {}}            | Keras's model 'Functional' is not supported yet. Supported: Sequential.
            {'class_name': 'Sequential', 'config': {'layers': [{'class_name': 'InputLayer', 'config': {'batch_shape': [null, null]}}]}} | 'batch_shape' has a positive whole size along each axis
            {'class_name': 'Sequential', 'config': {'layers': [{'class_name': 'InputLayer', 'config': {'batch_shape': [null, 4], 'sparse': true}}]}} | InputLayer: 'sparse' is not supported yet
            []                                                    | model is an object with keys
            """)
    void shouldRefuseAModel(String model, String message) {
        assertRefused(KerasJson::model, model, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'adm'                                  | Unknown optimizer: 'adm'. Did you mean 'adam'?
            {'adm': {}}                            | Unknown optimizer: 'adm'. Did you mean 'adam'?
            {'class_name': 'Lamb', 'config': {}}   | Keras's optimizer 'Lamb' is not supported yet. Supported: Adadelta, Adagrad, Adam, AdamW,
            {'adam': {'learning_rte': 0.1}}        | Unknown key of optimizer Adam: 'learning_rte'. Did you mean 'learning_rate'?
            {'adam': {'learning_rate': '0.1'}}     | optimizer Adam: 'learning_rate' is a number. Received: "0.1"
            {'adam': {'learning_rate': -1}}        | learning_rate is a positive number
            {'adam': 0.1}                          | optimizer Adam is an object with keys. Received: 0.1
            {'adam': {'learning_rate': {'class_name': 'CosineDecay'}}} | learning rate schedule CosineDecay: 'initial_learning_rate' is missing, like 0.1.
            {'adam': {'learning_rate': {'cosine_decay': {'initial_learning_rate': 0.1, 'decay_steps': 0}}}} | CosineDecay: decay_steps is a positive whole number. Received: decay_steps=0
            {'adam': {'learning_rate': {'cosine_decay': {'initial_learning_rate': 0.1, 'decay_steps': 10, 'warm_up_steps': 1}}}} | Unknown key of learning rate schedule CosineDecay: 'warm_up_steps'. Did you mean 'warmup_steps'?
            {'adam': {'learning_rate': {'cosine': {}}}} | Unknown learning rate schedule: 'cosine'.
            {'adam': {'learning_rate': {'piecewise_constant_decay': {'boundaries': [5], 'values': [1.0]}}}} | PiecewiseConstantDecay: values has one more element than boundaries. Received: boundaries=[5], values=[1.0]
            {'adam': {'clipnorm': 1, 'clipvalue': 2}} | An optimizer has at most one of clipnorm, global_clipnorm and clipvalue. Received: clipnorm=1.0, global_clipnorm=null, clipvalue=2.0
            {'adam': {'gradient_accumulation_steps': 1}} | gradient_accumulation_steps is a whole number of at least 2. Received: gradient_accumulation_steps=1
            {'adam': {'ema_momentum': 1.5}}      | ema_momentum is between 0 and 1. Received: ema_momentum=1.5
            {'sgd': {'nesterov': 1}}               | optimizer SGD: 'nesterov' is true or false. Received: 1
            """)
    void shouldRefuseAnOptimizer(String optimizer, String message) {
        assertRefused(KerasJson::optimizer, optimizer, message);
    }

    @Test
    void shouldRefuseAnOptionOfKerasThatItDoesNotHave() {
        assertRefused(
                KerasJson::optimizer,
                "{'adam': {'loss_scale_factor': 2}}",
                "optimizer Adam: 'loss_scale_factor' is not supported yet. Received: loss_scale_factor=2. Expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'use_ema': false", "'use_ema': null", "'clipnorm': null", "'ema_momentum': 0.99", "'name': 'a'"
            })
    void shouldAcceptAnOptionOfKerasThatIsAtItsDefault(String option) {
        assertThat(KerasJson.optimizer(json("{'adam': {" + option + "}}"))).isEqualTo(new Adam());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'optimizer': 'adam'}                          | compile: 'loss' is missing, like "categorical_crossentropy"
            {'loss': 'mse', 'metric': []}                  | Unknown key of compile: 'metric'. Did you mean 'metrics'?
            {'loss': 'mse', 'metrics': 'accuracy'}         | 'metrics' is a list like ["accuracy"]. Received: "accuracy"
            {'loss': 'mse', 'metrics': ['MeanIoU']}        | Keras's metric 'MeanIoU' is not supported yet. Supported: AUC, Accuracy,
            {'loss': 'dice'}                               | Keras's loss 'dice' is not supported yet. Supported: binary_crossentropy,
            {'loss': 'Dice'}                               | Keras's loss 'Dice' is not supported yet. Supported: BinaryCrossentropy,
            {'loss': {'class_name': 'CategoricalFocalCrossentropy', 'config': {'gamma': -1}}} | gamma is a number and not negative. Received: gamma=-1.0
            {'loss': {'class_name': 'CosineSimilarity', 'config': {'axis': 0}}} | loss CosineSimilarity: 'axis' is not supported yet
            {'loss': {'class_name': 'Huber', 'config': {'delta': 0}}} | delta is a finite positive number. Received: delta=0.0. Keras's default is 1.
            {'loss': {'class_name': 'Huber', 'config': {'delta': '1'}}} | loss Huber: 'delta' is a number. Received: "1"
            {'loss': 'mse', 'metrics': ['acuracy']}        | Unknown metric: 'acuracy'. Did you mean 'accuracy'?
            {'loss': 'mse', 'metrics': [{'class_name': 'Accuracy'}]} | Keras's metric class 'Accuracy' is not supported yet: it counts predictions that equal their target. Write "accuracy"
            {'loss': 'mse', 'metrics': [{'class_name': 'BinaryAccuracy', 'config': {'threshold': 0.6}}]} | metric BinaryAccuracy: 'threshold' is not supported yet
            {'loss': 'mse', 'metrics': [{'class_name': 'BinaryAccuracy', 'config': {'name': 7}}]} | metric BinaryAccuracy: 'name' is a text. Received: 7
            {'loss': 'mse', 'metrics': [{'class_name': 'R2Score', 'config': {'num_regressors': 1}}]} | metric R2Score: 'num_regressors' is not supported yet
            {'loss': 'mse', 'metrics': [{'class_name': 'R2Score', 'config': {'class_aggregation': null}}, {'class_name': 'MeanSquaredError', 'config': {'dtype': 'float16'}}]} | metric MeanSquaredError: 'dtype' is float32
            {'loss': 'mse', 'metrics': ['rmse']}           | Unknown metric: 'rmse'.
            {'loss': 'mse', 'loss_weights': [1]}           | compile: 'loss_weights' is not supported yet
            {'loss': 'mse', 'weighted_metrics': 'acc'}     | 'weighted_metrics' is a list like ["accuracy"]. Received: "acc"
            {'loss': 'mse', 'weighted_metrics': ['mean_io_u']} | Keras's metric 'mean_io_u' is not supported yet. Supported: accuracy,
            {'loss': 'mse', 'metrics': ['f1_score']}       | F1Score: 'average' is None by default, which gives a number for each class
            {'loss': 'mse', 'metrics': [{'fbeta_score': {'beta': 2}}]} | FBetaScore: 'average' is missing, like 'micro', 'macro' or 'weighted'.
            {'loss': 'mse', 'metrics': [{'fbeta_score': {'average': 'micro', 'beta': 0}}]} | FBetaScore: beta is a positive number. Received: beta=0.0
            {'loss': 'mse', 'metrics': [{'class_name': 'F1Score', 'config': {'average': 'mean'}}]} | Unknown average: 'mean'. Known: macro, micro, weighted.
            {'loss': 'mse', 'metrics': [{'class_name': 'Precision', 'config': {'thresholds': [0.2, 0.4]}}]} | One number comes of a metric, and so of one threshold.
            {'loss': 'mse', 'metrics': [{'class_name': 'Recall', 'config': {'thresholds': 2}}]} | thresholds is between 0 and 1. Received: thresholds=2.0
            {'loss': 'mse', 'metrics': [{'class_name': 'Recall', 'config': {'top_k': 2}}]} | metric Recall: 'top_k' is not supported yet
            {'loss': 'mse', 'metrics': [{'class_name': 'AUC', 'config': {'num_thresholds': 1}}]} | num_thresholds is at least 2. Received: num_thresholds=1.
            {'loss': 'mse', 'metrics': [{'class_name': 'AUC', 'config': {'multi_label': true}}]} | metric AUC: 'multi_label' is not supported yet
            {'loss': 'mse', 'metrics': [{'class_name': 'TopKCategoricalAccuracy', 'config': {'k': 0}}]} | k is positive. Received: k=0.
            {'loss': 'mse', 'run_eagerly': true}           | compile: 'run_eagerly' is not supported yet
            {'loss': 'mse', 'steps_per_execution': 2}      | compile: 'steps_per_execution' is not supported yet
            {'loss': 'categorical_crossentrpy'}            | Unknown loss: 'categorical_crossentrpy'. Did you mean 'categorical_crossentropy'?
            {'loss': {'class_name': 'MeanSquaredError', 'config': {'reduction': 'sum'}}} | loss MeanSquaredError: 'reduction' is not supported yet
            {'loss': {'class_name': 'MeanSquaredError', 'config': {'from_logits': true}}} | Unknown key of loss MeanSquaredError: 'from_logits'
            {'loss': {'class_name': 'CategoricalCrossentropy', 'config': {'axis': 1}}} | loss CategoricalCrossentropy: 'axis' is not supported yet
            {'loss': {'class_name': 'SparseCategoricalCrossentropy', 'config': {'ignore_class': 0}}} | 'ignore_class' is not supported yet
            """)
    void shouldRefuseACompile(String compile, String message) {
        assertRefused(KerasJson::compile, compile, message);
    }

    @Test
    void shouldListWhatIsKnown() {
        assertThatThrownBy(() -> KerasJson.optimizer("xyz"))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(
                        "Unknown optimizer: 'xyz'. Known: adadelta, adagrad, adam, adamax, adamw, ftrl, lion, nadam,"
                                + " rmsprop, sgd.");
    }

    private static void assertRefused(Consumer<JsonNode> reader, String text, String message) {
        assertThatThrownBy(() -> reader.accept(json(text)))
                .as(text)
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining(message);
    }
}
