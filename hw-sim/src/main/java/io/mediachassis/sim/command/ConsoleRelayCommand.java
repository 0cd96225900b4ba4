package io.mediachassis.sim.command;

import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Ipv4Text;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.loss.LossModel;
import io.mediachassis.sim.loss.LossyRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A bad line. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        description = "Passes a stream on from one group or port to another and loses some of it, until Ctrl-C.")
final class ConsoleRelayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FROM", index = "0", description = "udp://@GROUP:PORT.")
    private String from = "";

    @Parameters(paramLabel = "TO", index = "1", description = "udp://@GROUP:PORT.")
    private String to = "";

    @Option(names = "--lose", paramLabel = "PART", defaultValue = "0.05",
            description = "Part of the packets lost one by one, 0 to 1 (${DEFAULT-VALUE}).")
    private double lose;

    @Option(names = "--lose-burst", paramLabel = "PACKETS", defaultValue = "0",
            description = "Packets lost in a row (${DEFAULT-VALUE}: no bursts).")
    private int burst;

    @Option(names = "--burst-every", paramLabel = "PACKETS", defaultValue = "1000",
            description = "From one burst to the next, on average (${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--interface", paramLabel = "IF", defaultValue = "lo",
            description = "Interface on which groups are joined and sent to (${DEFAULT-VALUE}).")
    private String interfaceName = "";

    @Option(names = "--seed", defaultValue = "1", description = "Of the losses (${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            MediaDescription in = stream(from);
            MediaDescription out = stream(to);
            NetworkInterface found = NetworkInterface.getByName(interfaceName);
            if (found == null) {
                throw new IllegalArgumentException("there is no interface " + interfaceName + "; ip link lists them");
            }
            LossyRelay relay = new LossyRelay(new Ipv4Endpoint(in.address(), in.port()),
                    new InetSocketAddress(InetAddress.getByName(Ipv4Text.of(out.address())), out.port()), found,
                    new LossModel(lose, burst, every, new Random(seed)));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(relay), "stop"));
            new CountDownLatch(1).await();
            return 0;
        } catch (DescriptionException | IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void end(LossyRelay relay) {
        System.err.printf("%,d datagrams passed on, %,d lost%n", relay.passed(), relay.lost());
    }

    private static MediaDescription stream(String text) throws DescriptionException {
        if (Target.parse(text) instanceof Target.Stream stream) {
            return stream.media();
        }
        throw new DescriptionException("'" + text + "' is not udp://@GROUP:PORT");
    }
}
