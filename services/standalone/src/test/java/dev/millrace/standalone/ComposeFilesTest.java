package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What compose makes of its files, where it is; no engine for containers is asked.
final class ComposeFilesTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final String PLAIN = "docker-compose.yml";
    private static final String GPU = "deploy/docker/gpu.yml";

    private final Path folder;

    ComposeFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void shouldReserveAGpuForTheTrainerAndUseNothingElse() throws IOException, InterruptedException {
        JsonNode trainer = config(PLAIN, GPU).at("/services/trainer");
        assertThat(trainer.at("/image").asText()).isEqualTo("millrace/trainer-gpu");
        assertThat(trainer.at("/build/target").asText()).isEqualTo("gpu");
        assertThat(trainer.at("/build/args/SERVICE").asText()).isEqualTo("trainer");
        assertThat(trainer.at("/environment/MILLRACE_TRAINER_KERNELS").asText()).isEqualTo("cuda");
        assertThat(trainer.at("/environment/KAFKA_BOOTSTRAP_SERVERS").asText()).isEqualTo("kafka:19092");
        JsonNode device = trainer.at("/deploy/resources/reservations/devices/0");
        assertThat(device.path("driver").asText()).isEqualTo("nvidia");
        assertThat(device.path("capabilities").toString()).contains("\"compute\"", "\"utility\"");
        assertThat(trainer.at("/volumes").findValuesAsText("target"))
                .as("compiled kernels are kept")
                .containsExactly("/cache");
    }

    @Test
    void shouldLeaveEverythingElseAsItIs() throws IOException, InterruptedException {
        JsonNode plain = config(PLAIN).path("services");
        JsonNode gpu = config(PLAIN, GPU).path("services");
        Set<String> changed = new TreeSet<>();
        gpu.properties().stream()
                .filter(service -> !service.getValue().equals(plain.path(service.getKey())))
                .forEach(service -> changed.add(service.getKey()));
        assertThat(changed).containsExactly("trainer");
        assertThat(gpu).hasSameSizeAs(plain);
        assertThat(plain.at("/trainer/build").has("target")).isFalse();
        assertThat(plain.toString()).doesNotContain("nvidia");
    }

    @Test
    void shouldBuildThePlainImageWhereNoTargetIsNamed() throws IOException {
        List<String> stages = Files.readAllLines(ROOT.resolve("deploy/docker/Dockerfile")).stream()
                .filter(line -> line.startsWith("FROM "))
                .toList();
        assertThat(stages).contains("FROM service AS gpu").last().isEqualTo("FROM service");
        assertThat(stages)
                .filteredOn(stage -> stage.contains("nvidia"))
                .singleElement()
                .asString()
                .endsWith(" AS cuda");
    }

    private JsonNode config(String... files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "compose"));
        for (String file : files) {
            command.addAll(List.of("-f", file));
        }
        command.addAll(List.of("config", "--format", "json"));
        Path out = folder.resolve("config.json");
        Path err = folder.resolve("config.txt");
        int code;
        try {
            code = new ProcessBuilder(command)
                    .directory(ROOT.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            code = 127;
            Files.writeString(err, String.valueOf(e.getMessage()));
        }
        String said = Files.readString(err);
        Assumptions.assumeFalse(
                code == 127 || said.contains("unknown shorthand flag") || said.contains("is not a docker command"),
                "there is no compose: " + said);
        assertThat(code).as(said).isZero();
        return new ObjectMapper().readTree(out.toFile());
    }
}
