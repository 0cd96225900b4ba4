package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.daemon.DaemonProcess;
import io.mediachassis.backplane.daemon.SoftwareVersion;
import io.mediachassis.blade.supervisor.Supervisor;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The blade agent's process. */
@Command(
        name = "blade-agent",
        mixinStandardHelpOptions = true,
        versionProvider = AgentMain.Version.class,
        description = "The firmware of a blade's main board: media engine, and director when elected.")
public final class AgentMain implements Callable<Integer> {
    /** Of this software, as hellos say it. */
    public static final String VERSION = SoftwareVersion.CURRENT;

    /** That the supervisor holds; two descriptors each (FileDescriptorStoreMax=2048 in the service's unit). */
    private static final int KEPT_CONNECTIONS = 1024;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration file (HOCON).")
    private Path config = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        return run(config);
    }

    private static int run(Path config) throws InterruptedException {
        return DaemonProcess.run(
                "agent",
                () -> {
                    AgentConfig read = AgentConfig.read(config);
                    Supervisor supervisor =
                            Supervisor.of(System.getenv(), ProcessHandle.current().pid(), KEPT_CONNECTIONS);
                    return new Agent(read, supervisor, new SystemClock(), new SecureRandom());
                });
    }

    public static void main(String[] args) throws InterruptedException {
        Optional<Path> config = DaemonProcess.onlyConfig(args);
        System.exit(config.isPresent() ? run(config.get()) : new CommandLine(new AgentMain()).execute(args));
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"blade-agent " + VERSION};
        }
    }
}
