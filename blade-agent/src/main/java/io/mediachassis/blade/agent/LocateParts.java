package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.blade.director.Headroom;
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

    /** @param director whether this blade acts as director now */
    LocateParts(
            int slot, AgentConfig config, Clock clock, StationTable table, Headroom headroom, BooleanSupplier director,
            CounterRegistry counters)
            throws IOException {
        SecureRandom random = new SecureRandom();
        IntFunction<Ipv4Endpoint> engines =
                blade -> BladePort.endpoint(config.addressOf(blade), config.ports().locate());
        seal = new DatagramSeal(slot, secret(random));
        service = new LocateService(
                table, director, headroom, seal, engines, secret(random), clock, REQUEST_THREADS);
        counters.register(service.counts());
        averages = new LoadAverageQueue(headroom, clock);
        UdpSocket socket = new UdpSocket(
                Ipv4Endpoint.of(new InetSocketAddress(config.addressOf(slot), 0)), POLL_BUFFER, POLL_BUFFER);
        polls = new LoadPollThread(
                socket, table, director, headroom, seal, engines, averages, random, clock, service.counts());
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
