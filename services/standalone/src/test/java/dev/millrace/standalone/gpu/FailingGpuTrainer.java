package dev.millrace.standalone.gpu;

import dev.millrace.service.ServiceMain;
import dev.millrace.testkit.crash.Lifeline;
import dev.millrace.testkit.cuda.StandInCuda;
import dev.millrace.trainer.kafka.TrainerRole;

/// A trainer in a process of its own, whose GPU fails after some calls, for good.
final class FailingGpuTrainer {
    /// `CUDA_ERROR_LAUNCH_FAILED`: every call after it fails, too.
    private static final int LAUNCH_FAILED = 719;

    private FailingGpuTrainer() {}

    /// Runs until its GPU has failed.
    ///
    /// @param args where the broker is, after how many calls of the driver the next one fails, or 0 for a GPU that
    /// does not fail
    public static void main(String[] args) {
        Lifeline.tie();
        int calls = Integer.parseInt(args[1]);
        if (calls > 0) {
            StandInCuda.inject(calls, LAUNCH_FAILED);
        }
        ServiceMain.run(
                TrainerRole.NAME,
                "--kafka.bootstrap.servers=" + args[0],
                "--micronaut.server.port=-1",
                "--millrace.trainer.kernels=cuda",
                "--millrace.trainer.checkpoint-interval=200ms");
    }
}
