package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The log of a process, as it is set up where nothing else is said.
final class LogTest {
    private static final String HOSTILE = "\033[31mred\n12:00:00.000 ERROR forged\177\u009b2J\u2028\u202e";

    @Test
    void shouldShowWhatOthersWroteOnOneLine() throws Exception {
        String line = logged(HOSTILE, null);
        assertThat(line.lines()).hasSize(1);
        assertThat(line).contains(" WARN  ").endsWith(" ?[31mred?12:00:00.000 ERROR forged??2J??\n");
    }

    @Test
    void shouldShowExceptionsWithWhereTheyCameFrom() throws Exception {
        var failure = new IllegalStateException(HOSTILE, new IllegalArgumentException("why"));
        String lines = logged("broke", failure);
        assertThat(lines)
                .contains(" broke\njava.lang.IllegalStateException: ?[31mred?12:00:00.000 ERROR forged??2J??\n\tat ");
        assertThat(lines).containsPattern("\n\tat .*\n(.*\n)*Caused by: java.lang.IllegalArgumentException: why\n");
        assertThat(lines).containsOnlyOnce("IllegalStateException").endsWith("\n");
    }

    private static String logged(String message, @Nullable Throwable failure) throws Exception {
        var context = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogTest.class.getResource("/logback.xml"));
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
        var event = new LoggingEvent(LogTest.class.getName(), root, Level.WARN, message, failure, null);
        try {
            return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } finally {
            context.stop();
        }
    }
}
