package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.nn.layer.BatchNormalization;
import dev.millrace.nn.layer.Conv2D;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Flatten;
import dev.millrace.nn.layer.Frozen;
import dev.millrace.nn.layer.MaxPooling2D;
import org.junit.jupiter.api.Test;

class SummaryTest {
    /// As Keras 3.15.1 prints the same model.
    @Test
    void shouldShowWhatKerasShows() {
        var model = Sequential.of(
                Shape.of(28, 28, 1),
                new Frozen(Conv2D.of(32, 3, Activation.RELU)),
                BatchNormalization.of(),
                MaxPooling2D.of(2),
                Flatten.of(),
                Dense.of(10, Activation.SOFTMAX).withName("a_very_long_name_of_a_layer_that_does_not_fit"));
        assertThat(Summary.of(model)).isEqualTo("""
                Model: "sequential"
                ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
                ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
                ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
                │ conv2d (Conv2D)                 │ (None, 26, 26, 32)     │           320 │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ batch_normalization             │ (None, 26, 26, 32)     │           128 │
                │ (BatchNormalization)            │                        │               │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ max_pooling2d (MaxPooling2D)    │ (None, 13, 13, 32)     │             0 │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ flatten (Flatten)               │ (None, 5408)           │             0 │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ a_very_long_name_of_a_layer_th… │ (None, 10)             │        54,090 │
                │ (Dense)                         │                        │               │
                └─────────────────────────────────┴────────────────────────┴───────────────┘
                 Total params: 54,538 (213.04 KB)
                 Trainable params: 54,154 (211.54 KB)
                 Non-trainable params: 384 (1.50 KB)
                """);
    }
}
