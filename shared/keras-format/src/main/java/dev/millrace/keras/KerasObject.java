package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DescriptionException;

/// One of Keras's serialized objects: `{"module": …, "class_name": "Dense", "config": {…}, "registered_name":
/// null}`, or its name alone: `"relu"`.
///
/// @param name the class, or the function
/// @param config missing where the name stands alone
record KerasObject(String name, JsonNode config) {
    /// @param kind what it is, for messages: `loss`
    /// @param passedOver keys that such an object may have beside those that all have
    static KerasObject read(String kind, JsonNode node, String... passedOver) {
        if (node.isTextual()) {
            return new KerasObject(node.asText(), MissingNode.getInstance());
        }
        var keys = new Keys(kind, node);
        JsonNode className = keys.required("class_name", "\"Dense\"");
        JsonNode config = keys.get("config");
        keys.passOver("module", "registered_name", "build_config", "compile_config", "shared_object_id", "name");
        keys.passOver(passedOver).done();
        if (!className.isTextual()) {
            throw new DescriptionException(kind + ": 'class_name' is a text. Received: " + className);
        }
        return className.asText().equals("function") && config.isTextual()
                ? new KerasObject(config.asText(), MissingNode.getInstance())
                : new KerasObject(className.asText(), config);
    }

    /// The settings, none where the name stands alone.
    ///
    /// @param where for messages
    Keys keys(String where) {
        return new Keys(where, config.isMissingNode() || config.isNull() ? empty() : config);
    }

    static ObjectNode write(String module, String className, ObjectNode config) {
        ObjectNode node = empty().put("module", module).put("class_name", className);
        node.set("config", config);
        return node.putNull("registered_name");
    }

    /// Keras's policy for float32.
    static ObjectNode float32() {
        return write("keras", "DTypePolicy", empty().put("name", "float32"));
    }

    static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }
}
