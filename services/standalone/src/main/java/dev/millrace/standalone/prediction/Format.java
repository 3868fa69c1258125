package dev.millrace.standalone.prediction;

import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.prediction.Answers.Answer;
import dev.millrace.standalone.prediction.Inputs.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How predictions are written.
public enum Format {
    /// CSV (RFC 4180) with a header: where the input came from, the class, then a column for each class or value.
    CSV {
        @Override
        public Optional<String> header(List<Place> place, Answer answer) {
            List<String> cells = new ArrayList<>();
            place.forEach(part -> cells.add(part.name()));
            answer.prediction().ifPresent(prediction -> cells.add("prediction"));
            String before = answer.prediction().isEmpty() ? "" : answer.kind().equals("outputs") ? "output_" : "p_";
            answer.values().keySet().forEach(name -> cells.add(before + name));
            return Optional.of(line(cells));
        }

        @Override
        public String line(List<Place> place, Answer answer) {
            List<String> cells = new ArrayList<>();
            place.forEach(part -> cells.add(part.value().toString()));
            answer.prediction().ifPresent(cells::add);
            answer.values().values().forEach(value -> cells.add(value.toString()));
            return line(cells);
        }

        private static String line(List<String> cells) {
            return cells.stream()
                    .map(cell -> QUOTED.matcher(cell).find() ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
                    .collect(Collectors.joining(","));
        }
    },

    /// A line of JSON for each input.
    JSON_LINES {
        @Override
        public Optional<String> header(List<Place> place, Answer answer) {
            return Optional.empty();
        }

        @Override
        public String line(List<Place> place, Answer answer) {
            Map<String, Object> fields = new LinkedHashMap<>();
            place.forEach(part -> fields.put(part.name(), part.value()));
            answer.prediction().ifPresent(prediction -> fields.put("prediction", prediction));
            fields.put(answer.kind(), answer.values());
            return Output.json(fields);
        }
    };

    private static final Pattern QUOTED = Pattern.compile("[\",\r\n]|^\\s|\\s$");

    /// What stands before the first line, if anything does.
    public abstract Optional<String> header(List<Place> place, Answer answer);

    /// One input's line.
    public abstract String line(List<Place> place, Answer answer);
}
