package dev.millrace.standalone.crash;

import dev.millrace.service.ServiceMain;
import dev.millrace.testkit.crash.Lifeline;
import java.util.Arrays;

/// A service in a process of its own, as in a container; it ends with the test.
final class ServiceProcess {
    private ServiceProcess() {}

    /// Runs the service until the process is ended.
    ///
    /// @param args the service's name, then its settings
    public static void main(String[] args) {
        Lifeline.tie();
        ServiceMain.run(args[0], Arrays.copyOfRange(args, 1, args.length));
    }
}
