package dev.millrace.keras;

import static dev.millrace.keras.Golden.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Optimizer;
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
            {'dense': 10, 'activation': 'gelu'}            | layers[0]: Keras's activation 'gelu' is not supported yet. Supported: hard_sigmoid,
            {'dense': 10, 'kernel_initializer': 'he_normal'} | layers[0]: Keras's initializer 'he_normal' is not supported yet. Supported: GlorotUniform,
            {'conv2d': 32}                                 | layers[0]: Keras's layer 'conv2d' is not supported yet. Supported: activation, dense, dropout, rescaling.
            {'class_name': 'Dense', 'config': {'name': 'a/b', 'units': 10}} | The name of a layer has no '/', as in Keras. Received: 'a/b'.
            {'dense': 10, 'units': 20}                     | dense: 'units' is said twice
            {'dense': {'units': 1, 'name': 'a'}, 'name': 'b'} | dense: 'name' is said twice
            {'dense': '10'}                                | dense: 'units' is a whole number. Received: "10"
            {'dense': 10.5}                                | dense: 'units' is a whole number. Received: 10.5
            {'dense': 0}                                   | units is a positive integer. Received: units=0
            {'dense': {}}                                  | dense: 'units' is a whole number. Received: nothing
            {'dense': 10, 'use_bias': 'no'}                | dense: 'use_bias' is true or false. Received: "no"
            {'dense': 10, 'kernel_regularizer': 'l2'}      | dense: 'kernel_regularizer' is not supported yet. Received: kernel_regularizer="l2". Expected: null
            {'dense': 10, 'trainable': false}              | dense: 'trainable' is not supported yet
            {'dense': 10, 'dtype': 'float16'}              | dense: 'dtype' is float32; others are not supported yet. Received: float16
            {'class_name': 'Dense', 'config': {'name': 'a', 'units': 10, 'unitz': 1}} | layers[0]: Unknown key of Dense 'a': 'unitz'. Did you mean 'units'?
            {'class_name': 'Dense', 'conf': {}}            | Unknown key of layer: 'conf'. Did you mean 'config'?
            {'class_name': 'Conv2D', 'config': {}}         | layers[0]: Keras's layer 'Conv2D' is not supported yet. Supported: Activation, Dense, Dropout, Rescaling.
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
            'softmax'                                      | A layer is an object like
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
            {'class_name': 'Lion', 'config': {}}   | Keras's optimizer 'Lion' is not supported yet. Supported: adadelta, adagrad, adam,
            {'adam': {'learning_rte': 0.1}}        | Unknown key of optimizer Adam: 'learning_rte'. Did you mean 'learning_rate'?
            {'adam': {'learning_rate': '0.1'}}     | optimizer Adam: 'learning_rate' is a number. Received: "0.1"
            {'adam': {'learning_rate': -1}}        | learning_rate is a positive number
            {'adam': 0.1}                          | optimizer Adam is an object with keys. Received: 0.1
            {'adam': {'learning_rate': {'class_name': 'CosineDecay'}}} | a schedule as 'learning_rate' is not supported yet
            {'sgd': {'nesterov': 1}}               | optimizer SGD: 'nesterov' is true or false. Received: 1
            """)
    void shouldRefuseAnOptimizer(String optimizer, String message) {
        assertRefused(KerasJson::optimizer, optimizer, message);
    }

    @ParameterizedTest
    @CsvSource({
        "weight_decay, 0.004",
        "clipnorm, 1",
        "global_clipnorm, 1",
        "clipvalue, 0.5",
        "use_ema, true",
        "ema_momentum, 0.5",
        "ema_overwrite_frequency, 10",
        "loss_scale_factor, 2",
        "gradient_accumulation_steps, 4"
    })
    void shouldRefuseAnOptionOfKerasThatItDoesNotHave(String option, String value) {
        assertRefused(
                KerasJson::optimizer,
                "{'adam': {'" + option + "': " + value + "}}",
                "optimizer Adam: '" + option + "' is not supported yet. Received: " + option + "=" + value
                        + ". Expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'use_ema': false", "'use_ema': null", "'clipnorm': null", "'ema_momentum': 0.99", "'name': 'a'"
            })
    void shouldAcceptAnOptionOfKerasThatIsAtItsDefault(String option) {
        assertThat(KerasJson.optimizer(json("{'adam': {" + option + "}}"))).isEqualTo(new Optimizer.Adam());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'optimizer': 'adam'}                          | compile: 'loss' is missing, like "categorical_crossentropy"
            {'loss': 'mse', 'metric': []}                  | Unknown key of compile: 'metric'. Did you mean 'metrics'?
            {'loss': 'mse', 'metrics': 'accuracy'}         | 'metrics' is a list like ["accuracy"]. Received: "accuracy"
            {'loss': 'mse', 'metrics': ['AUC']}            | Keras's metric 'AUC' is not supported yet. Supported: accuracy,
            {'loss': 'log_cosh'}                           | Keras's loss 'log_cosh' is not supported yet. Supported: binary_crossentropy,
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
            {'loss': 'mse', 'weighted_metrics': ['mape']}  | Keras's metric 'mape' is not supported yet. Supported: accuracy,
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
                .hasMessage("Unknown optimizer: 'xyz'. Known: adadelta, adagrad, adam, adamax, nadam, rmsprop, sgd.");
    }

    private static void assertRefused(Consumer<JsonNode> reader, String text, String message) {
        assertThatThrownBy(() -> reader.accept(json(text)))
                .as(text)
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining(message);
    }
}
