package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Named;
import dev.millrace.nn.Optimizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/// Optimizers as Keras writes them: `"adam"`, `{"class_name": "Adam", "config": {…}}`, or shortly `{"adam": {…}}`.
final class OptimizerJson {
    private static final Map<String, Set<String>> OFF = Map.of(
            "weight_decay", Set.of(),
            "clipnorm", Set.of(),
            "global_clipnorm", Set.of(),
            "clipvalue", Set.of(),
            "use_ema", Set.of("false"),
            "loss_scale_factor", Set.of(),
            "gradient_accumulation_steps", Set.of());

    /// Defaults by lower-case name, and how settings change them.
    private static final Map<String, Kind<?>> KINDS = new LinkedHashMap<>();

    private record Kind<O extends Optimizer>(O defaults, BiFunction<O, Keys, O> read) {
        Optimizer with(Keys keys) {
            return read.apply(defaults, keys);
        }
    }

    static {
        add(
                new Optimizer.SGD(),
                (o, k) -> new Optimizer.SGD(
                        rate(o, k), k.number("momentum", o.momentum()), k.flag("nesterov", o.nesterov())));
        add(
                new Optimizer.RMSprop(),
                (o, k) -> new Optimizer.RMSprop(
                        rate(o, k),
                        k.number("rho", o.rho()),
                        k.number("momentum", o.momentum()),
                        k.number("epsilon", o.epsilon()),
                        k.flag("centered", o.centered())));
        add(
                new Optimizer.Adagrad(),
                (o, k) -> new Optimizer.Adagrad(
                        rate(o, k),
                        k.number("initial_accumulator_value", o.initialAccumulatorValue()),
                        k.number("epsilon", o.epsilon())));
        add(
                new Optimizer.Adadelta(),
                (o, k) ->
                        new Optimizer.Adadelta(rate(o, k), k.number("rho", o.rho()), k.number("epsilon", o.epsilon())));
        add(
                new Optimizer.Adam(),
                (o, k) -> new Optimizer.Adam(
                        rate(o, k),
                        k.number("beta_1", o.beta1()),
                        k.number("beta_2", o.beta2()),
                        k.number("epsilon", o.epsilon()),
                        k.flag("amsgrad", o.amsgrad())));
        add(
                new Optimizer.Adamax(),
                (o, k) -> new Optimizer.Adamax(
                        rate(o, k),
                        k.number("beta_1", o.beta1()),
                        k.number("beta_2", o.beta2()),
                        k.number("epsilon", o.epsilon())));
        add(
                new Optimizer.Nadam(),
                (o, k) -> new Optimizer.Nadam(
                        rate(o, k),
                        k.number("beta_1", o.beta1()),
                        k.number("beta_2", o.beta2()),
                        k.number("epsilon", o.epsilon())));
    }

    private OptimizerJson() {}

    private static <O extends Optimizer> void add(O defaults, BiFunction<O, Keys, O> read) {
        KINDS.put(defaults.kerasName(), new Kind<>(defaults, read));
    }

    private static double rate(Optimizer defaults, Keys keys) {
        return keys.number("learning_rate", defaults.learningRate());
    }

    static Optimizer read(JsonNode node) {
        if (node.isTextual()) {
            return kind(node.asText()).defaults();
        }
        if (node.isObject() && node.size() == 1 && !node.has("class_name")) {
            String name = node.fieldNames().next();
            return read(name, node.get(name));
        }
        var keys = new Keys("optimizer", node);
        String className = keys.text("class_name", "");
        JsonNode config = keys.get("config");
        keys.passOver("module", "registered_name", "build_config", "shared_object_id")
                .done();
        return read(className, config);
    }

    private static Optimizer read(String name, JsonNode config) {
        Kind<?> kind = kind(name);
        if (config.isMissingNode() || config.isNull()) {
            return kind.defaults();
        }
        var keys = new Keys("optimizer " + kind.defaults().className(), config);
        Optimizer optimizer = kind.with(keys);
        keys.only(OFF)
                .passOver("name", "ema_momentum", "ema_overwrite_frequency", "jit_compile", "is_legacy_optimizer");
        keys.done();
        return optimizer;
    }

    private static Kind<?> kind(String name) {
        Kind<?> kind = KINDS.get(name.toLowerCase(Locale.ROOT));
        if (kind == null) {
            throw Named.unknown("optimizer", name, KINDS.keySet());
        }
        return kind;
    }

    static ObjectNode write(Optimizer optimizer) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("name", kerasVariableName(optimizer));
        config.put("learning_rate", optimizer.learningRate());
        switch (optimizer) {
            case Optimizer.SGD o -> config.put("momentum", o.momentum()).put("nesterov", o.nesterov());
            case Optimizer.RMSprop o ->
                config.put("rho", o.rho())
                        .put("momentum", o.momentum())
                        .put("epsilon", o.epsilon())
                        .put("centered", o.centered());
            case Optimizer.Adagrad o ->
                config.put("initial_accumulator_value", o.initialAccumulatorValue())
                        .put("epsilon", o.epsilon());
            case Optimizer.Adadelta o -> config.put("rho", o.rho()).put("epsilon", o.epsilon());
            case Optimizer.Adam o ->
                config.put("beta_1", o.beta1())
                        .put("beta_2", o.beta2())
                        .put("epsilon", o.epsilon())
                        .put("amsgrad", o.amsgrad());
            case Optimizer.Adamax o ->
                config.put("beta_1", o.beta1()).put("beta_2", o.beta2()).put("epsilon", o.epsilon());
            case Optimizer.Nadam o ->
                config.put("beta_1", o.beta1()).put("beta_2", o.beta2()).put("epsilon", o.epsilon());
        }
        return KerasJson.object("keras.optimizers", optimizer.className(), config);
    }

    private static String kerasVariableName(Optimizer optimizer) {
        return optimizer instanceof Optimizer.SGD ? "SGD" : optimizer.kerasName();
    }
}
