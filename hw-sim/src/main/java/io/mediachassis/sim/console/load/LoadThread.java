package io.mediachassis.sim.console.load;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.GroupMembership;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.SocketPoller;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.sim.console.receive.ReceiverStatistics;
import io.mediachassis.sim.console.receive.RepairTimes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Some of the consoles, on a thread of their own: their sockets, and when each has its turn. */
final class LoadThread implements Runnable, AutoCloseable {
    private static final int RECEIVE_BUFFER = 8 << 20;
    private static final int OWN_RECEIVE_BUFFER = 1 << 18;
    private static final int DATAGRAM = 2048;
    private static final int WAIT_MS = 2;
    private static final long TURN_NS = 5_000_000;

    private final LoadSettings settings;
    private final Clock clock;
    private final List<LoadConsole> consoles = new ArrayList<>();
    private final List<UdpSocket> groups = new ArrayList<>();
    private final List<ReceiveBatch> batches = new ArrayList<>();
    private final SocketPoller poller;
    private final int[] ask = new int[256];
    private long datagrams;

    /** @param first number of its first console */
    LoadThread(LoadSettings settings, int first, int count, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        poller = new SocketPoller(Math.min(4096, 2 * count + 1));
        try {
            for (int i = 0; i < count; i++) {
                consoles.add(new LoadConsole(settings, settings.seed() + first + i, clock.nanoTime()));
            }
            // Numbers: first the groups' sockets, then the consoles' own.
            for (int i = 0; i < (settings.ownSockets() ? count : 1); i++) {
                join();
            }
            for (LoadConsole console : consoles) {
                UdpSocket socket = console.socket();
                if (socket != null) {
                    watch(socket, 4);
                }
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void join() throws IOException {
        int address = settings.media().address();
        UdpSocket socket = new UdpSocket(new Ipv4Endpoint(address, settings.media().port()), 1 << 12,
                settings.ownSockets() ? OWN_RECEIVE_BUFFER : RECEIVE_BUFFER);
        groups.add(socket);
        if (settings.media().multicast()) {
            GroupMembership.join(socket, address, settings.media().source(), settings.interfaceIndex());
        }
        watch(socket, settings.ownSockets() ? 8 : 256);
    }

    private void watch(UdpSocket socket, int batch) throws IOException {
        poller.add(socket, batches.size());
        batches.add(new ReceiveBatch(socket, batch, DATAGRAM));
    }

    @Override
    public void run() {
        receiveFor(settings.duration().toNanos());
        consoles.forEach(LoadConsole::ending);
        receiveFor(settings.latency().toNanos());
        consoles.forEach(console -> console.end(clock.nanoTime()));
    }

    private void receiveFor(long ns) {
        long endNs = clock.nanoTime() + ns;
        long turnNs = clock.nanoTime();
        for (long now = turnNs; now - endNs < 0; now = clock.nanoTime()) {
            int ready = poller.await(WAIT_MS);
            now = clock.nanoTime();
            for (int i = 0; i < ready; i++) {
                take(poller.number(i), now);
            }
            if (now - turnNs >= TURN_NS) {
                turnNs = now;
                for (int i = 0; i < consoles.size(); i++) {
                    consoles.get(i).work(now, ask);
                }
            }
        }
    }

    private void take(int number, long now) {
        ReceiveBatch batch = batches.get(number);
        int count = batch.receive();
        datagrams += count;
        for (int m = 0; m < count; m++) {
            ByteBuffer datagram = batch.packet(m);
            if (number >= groups.size()) {
                consoles.get(number - groups.size()).answer(datagram, now);
            } else if (settings.ownSockets()) {
                consoles.get(number).media(datagram, now);
            } else {
                for (int i = 0; i < consoles.size(); i++) {
                    consoles.get(i).media(datagram, now);
                }
            }
        }
    }

    /** Adds what its consoles came to; once it has ended. */
    LoadResult addTo(LoadResult sum, RepairTimes times) {
        LoadResult result = sum;
        for (LoadConsole console : consoles) {
            ReceiverStatistics one = console.receiver().statistics();
            times.add(console.receiver().repairTimes());
            result = result.plus(one);
        }
        return result.with(datagrams, times);
    }

    @Override
    public void close() {
        poller.close();
        groups.forEach(UdpSocket::close);
        consoles.forEach(LoadConsole::close);
    }
}
