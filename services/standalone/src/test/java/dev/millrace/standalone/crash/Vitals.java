package dev.millrace.standalone.crash;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// What another JVM takes, as its own beans tell.
final class Vitals implements AutoCloseable {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final long pid;
    private final JMXConnector connector;
    private final MemoryMXBean memory;
    private final ThreadMXBean threads;
    private final UnixOperatingSystemMXBean system;
    private final BufferPoolMXBean direct;

    private Vitals(long pid, JMXConnector connector) throws IOException {
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        this.pid = pid;
        this.connector = connector;
        this.memory = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        this.threads = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        this.system = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, UnixOperatingSystemMXBean.class);
        this.direct = ManagementFactory.newPlatformMXBeanProxy(
                beans, "java.nio:type=BufferPool,name=direct", BufferPoolMXBean.class);
    }

    /// Asks process `pid` for its beans.
    @SuppressWarnings("BanJNDI") // the address comes from the process itself, on this machine
    static Vitals of(long pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
            try {
                return new Vitals(
                        pid, JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IllegalStateException("process " + pid + " tells nothing", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Bytes of memory, threads, and open files, now.
    Map<String, Long> read() {
        return Map.of(
                "resident", resident(),
                "heap", memory.getHeapMemoryUsage().getUsed(),
                "committed heap", memory.getHeapMemoryUsage().getCommitted(),
                "code and classes", memory.getNonHeapMemoryUsage().getUsed(),
                "direct", direct.getMemoryUsed(),
                "threads", (long) threads.getThreadCount(),
                "files", system.getOpenFileDescriptorCount());
    }

    private long resident() {
        try {
            Matcher line = RESIDENT.matcher(Files.readString(Path.of("/proc", String.valueOf(pid), "status")));
            if (!line.find()) {
                throw new IllegalStateException("process " + pid + " has ended");
            }
            return Long.parseLong(line.group(1)) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
