package dev.millrace.standalone.crash;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much the brokers hold, from their folders.
final class TopicSizes {
    private static final Pattern TOPIC = Pattern.compile("millrace\\.([a-z-]+)\\.v1.*|(__[a-z_]+)-\\d+");

    private TopicSizes() {}

    /// Bytes of records by topic, on all brokers together. The mini-batches of all runs count as one topic.
    ///
    /// @param brokers folder of one, or of several
    static Map<String, Long> of(Path brokers) {
        Map<String, Long> bytes = new TreeMap<>();
        add(brokers.toFile(), bytes);
        return bytes;
    }

    private static void add(File folder, Map<String, Long> bytes) {
        for (File file : files(folder)) {
            Matcher topic = TOPIC.matcher(file.getName());
            if (topic.matches()) {
                String name = topic.group(1) == null ? topic.group(2) : topic.group(1);
                for (File segment : files(file)) {
                    if (segment.getName().endsWith(".log")) {
                        bytes.merge(name, segment.length(), Long::sum);
                    }
                }
            } else if (file.isDirectory()) {
                add(file, bytes);
            }
        }
    }

    /// What is there, though it may be gone the moment after.
    private static File[] files(File folder) {
        File[] files = folder.listFiles();
        return files == null ? new File[0] : files;
    }
}
