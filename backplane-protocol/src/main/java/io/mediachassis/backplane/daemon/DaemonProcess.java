package io.mediachassis.backplane.daemon;

import io.mediachassis.backplane.configuration.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a daemon in this process from its configuration to SIGTERM. What prevents the start is one line in the log and
 * the exit code: 2 for the configuration, 1 for anything else.
 */
public final class DaemonProcess {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonProcess.class);

    /** Reads the configuration and makes the daemon. */
    @FunctionalInterface
    public interface Maker {
        /**
         * Opens as little as it can: the end is not in order yet.
         *
         * @throws ConfigurationException when the configuration is wrong
         */
        Daemon make() throws IOException;
    }

    private DaemonProcess() {}

    /**
     * The file where the command line is {@code --config FILE} and nothing else, as boards start their daemons: to go
     * without the command line library then saves a tenth of a start, because the JVM can't archive its classes.
     */
    public static Optional<Path> onlyConfig(String[] args) {
        return args.length == 2 && args[0].equals("--config") ? Optional.of(Path.of(args[1])) : Optional.empty();
    }

    /**
     * Makes the daemon, starts it and waits until it was stopped by a signal.
     *
     * @param name as people call it: "The agent can't start"
     * @return the exit code
     */
    public static int run(String name, Maker maker) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Daemon daemon = maker.make();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                daemon.stop();
                stopped.countDown();
            }, "stop"));
            daemon.start().whenComplete((started, error) -> {
                if (error != null) {
                    cannotStart(name, error);
                    // Its threads may hold what an orderly end would wait for.
                    Runtime.getRuntime().halt(1);
                }
            });
        } catch (ConfigurationException e) {
            LOG.error("{}", e.getMessage());
            return 2;
        } catch (IOException e) {
            LOG.error("The {} can't start: {}", name, e.getMessage());
            return 1;
        }
        stopped.await();
        return 0;
    }

    /** What a person can mend is one line; only a mistake of ours needs its trace. */
    private static void cannotStart(String name, Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException || cause instanceof UncheckedIOException) {
            cause = Objects.requireNonNullElse(cause.getCause(), new IOException(cause.getMessage()));
        }
        if (cause instanceof IOException) {
            LOG.error("The {} can't start: {}", name, cause.getMessage());
        } else {
            LOG.error("The {} can't start: {}", name, cause.getMessage(), cause);
        }
    }
}
