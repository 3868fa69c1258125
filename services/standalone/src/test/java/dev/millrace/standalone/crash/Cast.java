package dev.millrace.standalone.crash;

import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.CrashPoint;
import dev.millrace.testkit.crash.BrokerProcess;
import dev.millrace.testkit.crash.ClusterBrokerProcess;
import dev.millrace.testkit.crash.Fault.Blow;
import dev.millrace.testkit.crash.Fault.Halt;
import dev.millrace.testkit.crash.Role;
import dev.millrace.trainer.kafka.TrainerRole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The processes that a run needs, how each is started, and what may happen to it.
///
/// @param folder of the brokers' data
/// @param ports of the brokers, the same in all their lives; of a cluster twice as many, the rest for its controllers
/// @param jvm how they are started
/// @param cuda where the libraries of CUDA are that the trainer computes with, if it does not take what is fastest
record Cast(Path folder, List<Integer> ports, Jvm jvm, Optional<Path> cuda) {
    private static final String BROKER = "broker";
    private static final int CLUSTER = 3;
    private static final List<String> FLAGS = List.of("-Xmx512m");

    /// Fewer than the tries in a row without progress after which a service gives a run up, which is six: whatever the
    /// faults hit, the run goes on.
    private static final int FAULTS_PER_RUN = 5;

    /// Longer than a run stays locked for somebody who is silent (15 s).
    private static final Duration FREEZE = Duration.ofSeconds(17);

    /// Longer than the broker's clients wait before they ask again.
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private static final int STEPS = 400;

    /// For processes that compute little, and do not live long enough for it. A trainer without a GPU is not one.
    private static final String NO_OPTIMIZER = "-XX:TieredStopAtLevel=1";

    /// Ports that no client gets by chance.
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 10_000;

    Cast {
        ports = List.copyOf(ports);
    }

    /// With one broker.
    static Cast in(Path folder, Jvm jvm) {
        return new Cast(folder, List.of(freePort()), jvm, Optional.empty());
    }

    /// With a cluster of three.
    static Cast withCluster(Path folder, Jvm jvm) {
        return new Cast(
                folder,
                Stream.generate(Cast::freePort).distinct().limit(2 * CLUSTER).toList(),
                jvm,
                Optional.empty());
    }

    /// The same with trainers that compute with a GPU.
    Cast withCuda(Optional<Path> libraries) {
        return new Cast(folder, ports, jvm, libraries);
    }

    private static int freePort() {
        var random = new Random();
        while (true) {
            int port = FIRST_PORT + random.nextInt(PORTS);
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
                return port;
            } catch (IOException e) {
                // Taken: another will do.
            }
        }
    }

    String bootstrapServers() {
        return ports.stream().limit(brokers()).map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    private int brokers() {
        return ports.size() == 1 ? 1 : CLUSTER;
    }

    /// All of them, with every fault there is.
    List<Role> roles() {
        List<Blow> blows = List.of(Blow.KILL, Blow.TERM, Blow.FREEZE);
        List<Blow> trainerBlows = List.of(Blow.KILL, Blow.KILL, Blow.TERM, Blow.FREEZE);
        Stream<Role> services = Stream.of(
                service(LoaderRole.NAME, 1, loaderPoints(), blows),
                service(TrainerRole.NAME, 2, trainerPoints(), trainerBlows),
                service(EvaluatorRole.NAME, 1, evaluatorPoints(), blows));
        return Stream.concat(IntStream.range(0, brokers()).mapToObj(this::broker), services)
                .toList();
    }

    /// All of them, left in peace.
    List<Role> undisturbed() {
        return roles().stream().map(Role::undisturbed).toList();
    }

    /// One of each service, left in peace.
    List<Role> bystanders() {
        return roles().stream()
                .filter(role -> !role.name().startsWith(BROKER))
                .map(role -> role.disturbedBy(Map.of(), List.of()))
                .toList();
    }

    /// A broker, at whose port and folder there can be one at a time.
    private Role broker(int index) {
        String name = BROKER + (index + 1);
        List<Blow> blows = List.of(Blow.KILL, Blow.TERM, Blow.PAUSE);
        return new Role(name, 1, true, 1, Map.of(), blows, STEPS, PAUSE, halt -> brokerCommand(name, index));
    }

    private Role service(String name, int processes, Map<CrashPoint, Integer> points, List<Blow> blows) {
        Map<String, Integer> named = new TreeMap<>();
        points.forEach((moment, most) -> named.put(moment.name(), most));
        return new Role(
                name, processes, false, FAULTS_PER_RUN, named, blows, STEPS, FREEZE, halt -> command(name, halt));
    }

    /// A trainer's points, with how often it may pass each before it halts: a checkpoint has three chunks.
    static Map<CrashPoint, Integer> trainerPoints() {
        Map<CrashPoint, Integer> points = new EnumMap<>(CrashPoint.class);
        for (CrashPoint moment : CrashPoint.values()) {
            switch (moment) {
                case BEFORE_BEGIN, AFTER_BEGIN, BEFORE_COMMIT, AFTER_COMMIT -> points.put(moment, 8);
                case BEFORE_CHUNK, AFTER_CHUNK -> points.put(moment, 9);
                case BEFORE_MANIFEST, AFTER_MANIFEST, BEFORE_POSITION, AFTER_POSITION -> points.put(moment, 3);
                case BEFORE_SEEK -> points.put(moment, 1);
                case BEFORE_HAND_ON, AFTER_HAND_ON, BETWEEN_BATCHES, BETWEEN_PARTS -> {}
            }
        }
        return points;
    }

    private static Map<CrashPoint, Integer> loaderPoints() {
        Map<CrashPoint, Integer> points = transaction();
        points.put(CrashPoint.BEFORE_HAND_ON, 1);
        points.put(CrashPoint.AFTER_HAND_ON, 1);
        points.put(CrashPoint.BETWEEN_BATCHES, 300);
        points.put(CrashPoint.BETWEEN_PARTS, 900);
        return points;
    }

    private static Map<CrashPoint, Integer> evaluatorPoints() {
        return transaction();
    }

    private static Map<CrashPoint, Integer> transaction() {
        Map<CrashPoint, Integer> points = new EnumMap<>(CrashPoint.class);
        Arrays.asList(
                        CrashPoint.BEFORE_BEGIN,
                        CrashPoint.AFTER_BEGIN,
                        CrashPoint.BEFORE_COMMIT,
                        CrashPoint.AFTER_COMMIT)
                .forEach(moment -> points.put(moment, 5));
        return points;
    }

    private List<String> brokerCommand(String name, int index) {
        List<String> flags = new ArrayList<>(FLAGS);
        flags.add(NO_OPTIMIZER);
        if (brokers() == 1) {
            return jvm.command(
                    name, flags, BrokerProcess.class, List.of(folder.toString(), String.valueOf(ports.getFirst())));
        }
        List<String> args = new ArrayList<>(List.of(folder.resolve(name).toString(), String.valueOf(index)));
        ports.forEach(port -> args.add(String.valueOf(port)));
        return jvm.command(name, flags, ClusterBrokerProcess.class, args);
    }

    private List<String> command(String name, Optional<Halt> halt) {
        List<String> flags = new ArrayList<>(FLAGS);
        halt.ifPresent(h -> flags.add("-D" + CrashPoint.HALT_AT + "=" + h.point() + ":" + h.count()));
        if (!name.equals(TrainerRole.NAME) || cuda.isPresent()) {
            flags.add(NO_OPTIMIZER);
        }
        List<String> arguments = new ArrayList<>(arguments(name));
        if (name.equals(TrainerRole.NAME)) {
            cuda.ifPresent(libraries -> {
                flags.add("-Dmillrace.cuda.libraries=" + libraries);
                flags.add("-Dmillrace.cuda.cache=" + folder.resolveSibling("kernels"));
                arguments.add("--millrace.trainer.kernels=cuda");
            });
        }
        return jvm.command(name, flags, ServiceProcess.class, arguments);
    }

    private List<String> arguments(String name) {
        return List.of(
                name,
                "--kafka.bootstrap.servers=" + bootstrapServers(),
                "--micronaut.server.port=-1",
                "--millrace.data-loader.window=" + Workload.WINDOW,
                "--millrace.data-loader.record=" + Workload.RECORD,
                "--millrace.trainer.checkpoint-interval=600ms");
    }
}
