package dev.millrace.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
    private static final PropertySource FILE = PropertySource.of(
            "file", Map.of("kafka.bootstrap.servers", "file:1", "kafka.client.id", "f", "other.name", "x"), -300);

    @Test
    void shouldBeThoseOfTheFile() {
        assertThat(settings(FILE)).containsOnly(Map.entry("bootstrap.servers", "file:1"), Map.entry("client.id", "f"));
    }

    @Test
    void shouldLetTheEnvironmentWinOverTheFile() {
        assertThat(settings(FILE, environment("KAFKA_BOOTSTRAP_SERVERS", "env:1")))
                .containsOnly(Map.entry("bootstrap.servers", "env:1"), Map.entry("client.id", "f"));
    }

    @Test
    void shouldTakeSettingsThatOnlyTheEnvironmentHas() {
        assertThat(settings(FILE, environment("KAFKA_SASL_LOGIN_REFRESH_WINDOW_FACTOR", "0.5")))
                .containsEntry("sasl.login.refresh.window.factor", "0.5")
                .hasSize(3);
    }

    @Test
    void shouldLetAnArgumentWinOverTheEnvironment() {
        var argument = PropertySource.of("cli", Map.of("kafka.bootstrap.servers", "argument:1"), 0);
        assertThat(settings(FILE, environment("KAFKA_BOOTSTRAP_SERVERS", "env:1"), argument))
                .containsEntry("bootstrap.servers", "argument:1");
    }

    private static PropertySource environment(String name, String value) {
        return new MapPropertySource("env", Map.of(name, value)) {
            @Override
            public int getOrder() {
                return -200;
            }

            @Override
            public PropertyConvention getConvention() {
                return PropertyConvention.ENVIRONMENT_VARIABLE;
            }
        };
    }

    private static Map<String, String> settings(PropertySource... sources) {
        try (var context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .propertySources(sources)
                .build()) {
            return KafkaSettings.in(context.getEnvironment().start());
        }
    }
}
