package dev.millrace.standalone.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.table.TableProfile;
import java.time.LocalDate;
import java.util.Locale;

/// What Millrace makes of data, in JSON.
public final class LookJson {
    private LookJson() {}

    /// One object; what there is not is left out.
    public static ObjectNode of(DataLook look) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", look.kind());
        look.table().ifPresent(table -> {
            json.put("name", table.name());
            json.put("rows", table.rows());
            if (table.dialect().delimiter().isPresent()) {
                json.set("csv", table.dialect().toJson());
            }
            ArrayNode columns = json.putArray("columns");
            table.columns().forEach(column -> put(column, columns.addObject()));
        });
        look.data().ifPresent(data -> json.set("data", data.toJson()));
        look.splits().ifPresent(all -> put(all, json.putObject("examples")));
        if (!look.classes().isEmpty()) {
            ArrayNode classes = json.putArray("classes");
            look.classes().forEach(counts -> put(counts, classes.addObject().put("name", counts.name())));
        }
        if (!look.ranges().isEmpty()) {
            ArrayNode ranges = json.putArray("ranges");
            look.ranges()
                    .forEach(range -> ranges.addObject()
                            .put("name", range.name())
                            .put("min", range.min())
                            .put("mean", range.mean())
                            .put("max", range.max()));
        }
        look.notes().forEach(json.putArray("notes")::add);
        if (!look.refused().isEmpty()) {
            json.put("refused", look.refused());
        }
        return json;
    }

    private static void put(SplitCounts counts, ObjectNode to) {
        to.put("training", counts.training());
        to.put("validation", counts.validation());
        to.put("test", counts.test());
    }

    private static void put(TableProfile.Column column, ObjectNode to) {
        to.put("name", column.name());
        to.put(
                "type",
                column.kind().map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse(column.type()));
        to.put("missing", column.missing());
        to.put("distinct", column.distinct());
        boolean date = column.kind().filter(Kind.DATE::equals).isPresent();
        column.range().ifPresent(range -> {
            put(to, "min", range.min(), date);
            put(to, "mean", range.mean(), date);
            put(to, "max", range.max(), date);
        });
        if (!column.frequent().isEmpty()) {
            ObjectNode frequent = to.putObject("most_frequent");
            column.frequent().forEach(frequent::put);
        }
    }

    private static void put(ObjectNode to, String name, double number, boolean date) {
        if (date) {
            to.put(name, LocalDate.ofEpochDay((long) Math.floor(number)).toString());
        } else {
            to.put(name, number);
        }
    }
}
