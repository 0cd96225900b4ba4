package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.locate.BladePort;
import io.mediachassis.blade.locate.DatagramSeal;
import io.mediachassis.blade.locate.LoadAverageQueue;
import io.mediachassis.blade.locate.LoadPollThread;
import io.mediachassis.blade.locate.LocateService;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** The locate service and the load polls of a blade, wired. */
final class LocateParts implements AutoCloseable {
    private static final int POLL_BUFFER = 64 << 10;
    private static final int REQUEST_THREADS = 2;

    final LocateService service;
    final DatagramSeal seal;
    private final LoadAverageQueue averages;
    private final LoadPollThread polls;

    LocateParts(Blade blade, StationParts station, PlaybackGate gate, CounterRegistry counters) throws IOException {
        BooleanSupplier director = () -> station.standing.acting().isPresent();
        int port = blade.config().ports().locate();
        SecureRandom random = new SecureRandom();
        IntFunction<Ipv4Endpoint> engines = slot -> BladePort.endpoint(blade.config().addressOf(slot), port);
        seal = new DatagramSeal(blade.slot(), secret(random));
        service = new LocateService(
                station.table, director, station.headroom, seal, engines, gate, secret(random),
                blade.clock(), REQUEST_THREADS);
        counters.register(service.counts());
        averages = new LoadAverageQueue(station.headroom, blade.clock());
        UdpSocket socket = new UdpSocket(
                Ipv4Endpoint.of(new InetSocketAddress(blade.address(), 0)), POLL_BUFFER, POLL_BUFFER);
        polls = new LoadPollThread(
                socket, station.table, director, station.headroom, seal, engines, averages, random, blade.clock(),
                service.counts());
    }

    void start() {
        averages.start();
        polls.start();
    }

    private static byte[] secret(SecureRandom random) {
        byte[] secret = new byte[DatagramSeal.KEY_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    @Override
    public void close() {
        polls.close();
        averages.close();
    }
}
