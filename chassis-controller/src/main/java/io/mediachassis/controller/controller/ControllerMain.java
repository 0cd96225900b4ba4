package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.daemon.DaemonProcess;
import io.mediachassis.backplane.daemon.SoftwareVersion;
import io.mediachassis.backplane.link.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The chassis controller's process. */
@Command(
        name = "chassis-controller",
        mixinStandardHelpOptions = true,
        versionProvider = ControllerMain.Version.class,
        description = "Runs the chassis' hardware, elects the director blade and serves the management API.")
public final class ControllerMain implements Callable<Integer> {
    /** Of this software, as hellos say it. */
    public static final String VERSION = SoftwareVersion.CURRENT;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration file (HOCON).")
    private Path config = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        return run(config);
    }

    private static int run(Path config) throws InterruptedException {
        return DaemonProcess.run("controller", () -> {
            ControllerConfig settings = ControllerConfig.read(config);
            Files.createDirectories(settings.dataFolder());
            return new ControllerStart(
                    settings, Transport.best().controlLoop(), new SystemClock(), new SecureRandom());
        });
    }

    public static void main(String[] args) throws InterruptedException {
        Optional<Path> config = DaemonProcess.onlyConfig(args);
        System.exit(config.isPresent() ? run(config.get()) : new CommandLine(new ControllerMain()).execute(args));
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"chassis-controller " + VERSION};
        }
    }
}
