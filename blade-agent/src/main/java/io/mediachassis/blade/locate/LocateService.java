package io.mediachassis.blade.locate;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.HotServing;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The locate port of the station: a socket thread fills a request queue, which request threads drain (seed 003 claim 7).
 * Each {@link #bind} has its own socket, queue and threads, which end with it.
 */
public final class LocateService {
    private static final int SOCKET_BUFFER = 1 << 20;

    private final Supplier<SegmentLocationTable> table;
    private final BooleanSupplier director;
    private final Headroom headroom;
    private final DatagramSeal seal;
    private final IntFunction<Ipv4Endpoint> engines;
    private final byte[] cookieSecret;
    private final Clock clock;
    private final int threads;
    private volatile Consumer<String> onBusy = program -> {};
    private volatile @Nullable LackingPrograms others;
    private final PlaybackGate gate;
    private final Counts<LocateCounter> counts = new Counts<>(LocateCounter.class);

    /**
     * @param director whether this blade acts as director now
     * @param engines where an engine takes datagrams of other blades, by slot
     * @param gate says who may be told where a program is
     * @param cookieSecret random
     * @param threads request threads, 1 to 16
     */
    public LocateService(
            Supplier<SegmentLocationTable> table,
            BooleanSupplier director,
            Headroom headroom,
            DatagramSeal seal,
            IntFunction<Ipv4Endpoint> engines,
            PlaybackGate gate,
            byte[] cookieSecret,
            Clock clock,
            int threads) {
        if (threads < 1 || threads > 16) {
            throw new IllegalArgumentException("1 to 16 request threads, not " + threads);
        }
        this.table = table;
        this.director = director;
        this.headroom = headroom;
        this.seal = seal;
        this.engines = engines;
        this.gate = gate;
        this.cookieSecret = cookieSecret.clone();
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * Says who is told when all are busy.
     *
     * @param listener hears of programs whose engines were all at their capacity; on request threads
     */
    public void onBusy(Consumer<String> listener) {
        onBusy = listener;
    }

    /**
     * Who has programs come that the station lacks; before an address is bound.
     *
     * @param serving by the director's word
     */
    public void others(HotServing serving) {
        others = new LackingPrograms(serving);
    }

    public Counts<LocateCounter> counts() {
        return counts;
    }

    /** Opens one more address; what the future gives closes it. The future is done when this returns. */
    public CompletableFuture<Runnable> bind(InetSocketAddress address) {
        try {
            return CompletableFuture.completedFuture(open(address)::close);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    LocatePort open(InetSocketAddress address) throws IOException {
        UdpSocket socket = new UdpSocket(Ipv4Endpoint.of(address), SOCKET_BUFFER, SOCKET_BUFFER);
        RequestQueue queue = new RequestQueue(socket);
        LocatePort port = new LocatePort(socket, queue, counts);
        List<RequestThread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Locator locator = new Locator(
                    headroom, new Cookies(cookieSecret), counts, program -> onBusy.accept(program), gate, others);
            workers.add(new RequestThread(
                    queue, locator, new Forwarding(seal), engines, table, director, clock, counts));
        }
        port.start(workers);
        return port;
    }
}
