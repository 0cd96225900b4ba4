package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.configuration.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The blade agent's process. */
@Command(
        name = "blade-agent",
        mixinStandardHelpOptions = true,
        version = AgentMain.VERSION,
        description = "The firmware of a blade's main board: media engine, and director when elected.")
public final class AgentMain implements Callable<Integer> {
    /** Of this software, as hellos say it. */
    public static final String VERSION = "0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(AgentMain.class);

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration file (HOCON).")
    private Path config = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Agent agent = new Agent(AgentConfig.read(config), new SystemClock(), new SecureRandom());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                agent.stop();
                stopped.countDown();
            }, "stop"));
            agent.start().exceptionally(error -> {
                cannotStart(error);
                Runtime.getRuntime().halt(1);
                return null;
            });
        } catch (ConfigurationException e) {
            LOG.error("{}", e.getMessage());
            return 2;
        } catch (IOException e) {
            LOG.error("The agent can't start: {}", e.getMessage());
            return 1;
        }
        stopped.await();
        return 0;
    }

    /** What a person can mend is one line; only a mistake of ours needs its trace. */
    private static void cannotStart(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException || cause instanceof UncheckedIOException) {
            cause = Objects.requireNonNullElse(cause.getCause(), new IOException(cause.getMessage()));
        }
        if (cause instanceof IOException) {
            LOG.error("The agent can't start: {}", cause.getMessage());
        } else {
            LOG.error("The agent can't start: {}", cause.getMessage(), cause);
        }
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new AgentMain()).execute(args));
    }
}
