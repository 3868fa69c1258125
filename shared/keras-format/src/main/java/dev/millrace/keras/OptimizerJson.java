package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Named;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Optimizer.Adadelta;
import dev.millrace.nn.Optimizer.Adagrad;
import dev.millrace.nn.Optimizer.Adam;
import dev.millrace.nn.Optimizer.Adamax;
import dev.millrace.nn.Optimizer.Nadam;
import dev.millrace.nn.Optimizer.RMSprop;
import dev.millrace.nn.Optimizer.SGD;
import dev.millrace.nn.Sequential;
import java.util.List;

/// Optimizers as Keras writes them: `"adam"`, `{"class_name": "Adam", "config": {…}}`; or shortly
/// `{"adam": {"learning_rate": 0.01}}`. Names are read in any case, as in Keras.
final class OptimizerJson {
    private static final List<Optimizer> DEFAULTS =
            List.of(new SGD(), new RMSprop(), new Adagrad(), new Adadelta(), new Adam(), new Adamax(), new Nadam());

    private OptimizerJson() {}

    static Optimizer read(JsonNode node) {
        boolean brief = node.isObject() && node.size() == 1 && !node.has("class_name");
        KerasObject object = brief
                ? new KerasObject(node.fieldNames().next(), node.elements().next())
                : KerasObject.read("optimizer", node);
        Optimizer defaults = byName(object.name());
        Keys keys = object.keys("optimizer " + defaults.className());
        Optimizer optimizer = read(defaults, learningRate(keys, defaults), keys);
        keys.atDefault(commonOptions())
                .atDefault(keras2Options())
                .passOver("name", "jit_compile")
                .done();
        return optimizer;
    }

    private static Optimizer byName(String name) {
        return DEFAULTS.stream()
                .filter(o -> o.className().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Named.unknown(
                        "optimizer",
                        name,
                        DEFAULTS.stream().map(Optimizer::kerasName).toList()));
    }

    private static double learningRate(Keys keys, Optimizer defaults) {
        if (keys.get("learning_rate").isObject()) {
            throw new DescriptionException("optimizer " + defaults.className()
                    + ": a schedule as 'learning_rate' is not supported yet. Give it a number. Received: "
                    + keys.get("learning_rate"));
        }
        return keys.number("learning_rate", defaults.learningRate());
    }

    private static Optimizer read(Optimizer defaults, double rate, Keys k) {
        return switch (defaults) {
            case SGD o -> new SGD(rate, k.number("momentum", o.momentum()), k.flag("nesterov", o.nesterov()));
            case RMSprop o ->
                new RMSprop(
                        rate,
                        k.number("rho", o.rho()),
                        k.number("momentum", o.momentum()),
                        k.number("epsilon", o.epsilon()),
                        k.flag("centered", o.centered()));
            case Adagrad o ->
                new Adagrad(
                        rate,
                        k.number("initial_accumulator_value", o.initialAccumulatorValue()),
                        k.number("epsilon", o.epsilon()));
            case Adadelta o -> new Adadelta(rate, k.number("rho", o.rho()), k.number("epsilon", o.epsilon()));
            case Adam o ->
                new Adam(
                        rate,
                        k.number("beta_1", o.beta1()),
                        k.number("beta_2", o.beta2()),
                        k.number("epsilon", o.epsilon()),
                        k.flag("amsgrad", o.amsgrad()));
            case Adamax o ->
                new Adamax(
                        rate,
                        k.number("beta_1", o.beta1()),
                        k.number("beta_2", o.beta2()),
                        k.number("epsilon", o.epsilon()));
            case Nadam o ->
                new Nadam(
                        rate,
                        k.number("beta_1", o.beta1()),
                        k.number("beta_2", o.beta2()),
                        k.number("epsilon", o.epsilon()));
        };
    }

    static Optimizer named(String name) {
        return read(TextNode.valueOf(name));
    }

    static ObjectNode write(Optimizer optimizer) {
        ObjectNode config = KerasObject.empty()
                .put("name", Sequential.snakeCase(optimizer.className()))
                .put("learning_rate", optimizer.learningRate())
                .setAll(commonOptions());
        switch (optimizer) {
            case SGD o -> config.put("momentum", o.momentum()).put("nesterov", o.nesterov());
            case RMSprop o ->
                config.put("rho", o.rho())
                        .put("momentum", o.momentum())
                        .put("epsilon", o.epsilon())
                        .put("centered", o.centered());
            case Adagrad o ->
                config.put("initial_accumulator_value", o.initialAccumulatorValue())
                        .put("epsilon", o.epsilon());
            case Adadelta o -> config.put("rho", o.rho()).put("epsilon", o.epsilon());
            case Adam o ->
                config.put("beta_1", o.beta1())
                        .put("beta_2", o.beta2())
                        .put("epsilon", o.epsilon())
                        .put("amsgrad", o.amsgrad());
            case Adamax o ->
                config.put("beta_1", o.beta1()).put("beta_2", o.beta2()).put("epsilon", o.epsilon());
            case Nadam o ->
                config.put("beta_1", o.beta1()).put("beta_2", o.beta2()).put("epsilon", o.epsilon());
        }
        return KerasObject.write("keras.optimizers", optimizer.className(), config);
    }

    /// What Keras 2 writes of every optimizer.
    private static ObjectNode keras2Options() {
        return KerasObject.empty().put("is_legacy_optimizer", false).put("decay", 0);
    }

    /// What every optimizer of Keras has and Millrace does not have yet.
    private static ObjectNode commonOptions() {
        return KerasObject.empty()
                .putNull("weight_decay")
                .putNull("clipnorm")
                .putNull("global_clipnorm")
                .putNull("clipvalue")
                .put("use_ema", false)
                .put("ema_momentum", 0.99)
                .putNull("ema_overwrite_frequency")
                .putNull("loss_scale_factor")
                .putNull("gradient_accumulation_steps");
    }
}
