package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.configuration.ConfigurationException;
import io.mediachassis.backplane.link.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The chassis controller's process. */
@Command(
        name = "chassis-controller",
        mixinStandardHelpOptions = true,
        version = ControllerMain.VERSION,
        description = "Runs the chassis' hardware, elects the director blade and serves the management API.")
public final class ControllerMain implements Callable<Integer> {
    /** Of this software, as hellos say it. */
    public static final String VERSION = "0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(ControllerMain.class);

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration file (HOCON).")
    private Path config = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            ControllerConfig settings = ControllerConfig.read(config);
            Files.createDirectories(settings.dataFolder());
            Clock clock = new SystemClock();
            RandomGenerator random = new SecureRandom();
            EventLoopGroup control = Transport.best().loops(1, "control");
            ControllerStart start = new ControllerStart(settings, control, clock, random);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                start.close();
                stopped.countDown();
            }, "stop"));
            start.begin();
        } catch (ConfigurationException e) {
            LOG.error("{}", e.getMessage());
            return 2;
        } catch (IOException e) {
            LOG.error("The controller can't start: {}", e.getMessage());
            return 1;
        }
        stopped.await();
        return 0;
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new ControllerMain()).execute(args));
    }
}
