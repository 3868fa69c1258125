package dev.millrace.testkit.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a run leaves behind that must not depend on what happened to the processes.
///
/// @param facts by witness, then by what they are about
/// @param breaches of rules that hold for every run, disturbed or not
public record Evidence(SortedMap<String, SortedMap<String, String>> facts, List<String> breaches) {
    private static final int SHOWN = 3;

    public Evidence {
        breaches = List.copyOf(breaches);
    }

    /// Everything that is wrong with a run whose undisturbed twin left this; empty if nothing is.
    public List<String> against(Evidence disturbed) {
        List<String> wrong = new ArrayList<>(disturbed.breaches);
        facts.forEach((witness, told) -> {
            SortedMap<String, String> other = disturbed.facts.getOrDefault(witness, new TreeMap<>());
            List<String> missing = told.keySet().stream()
                    .filter(about -> !other.containsKey(about))
                    .toList();
            List<String> added = other.keySet().stream()
                    .filter(about -> !told.containsKey(about))
                    .toList();
            List<String> changed = told.entrySet().stream()
                    .filter(fact ->
                            other.containsKey(fact.getKey()) && !fact.getValue().equals(other.get(fact.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
            say(wrong, witness, "missing", missing);
            say(wrong, witness, "not in the twin", added);
            say(wrong, witness, "changed", changed);
        });
        return wrong;
    }

    private static void say(List<String> wrong, String witness, String what, List<String> about) {
        if (!about.isEmpty()) {
            wrong.add(witness + ": " + about.size() + " " + what + ", the first "
                    + about.subList(0, Math.min(SHOWN, about.size())));
        }
    }
}
