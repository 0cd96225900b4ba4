package io.mediachassis.sim.station;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** The RTCP that a console sends to the station address while it has a stream. */
final class ConsoleReports {
    private static final long MS = 1_000_000L;

    private final StationWorld world;
    private final int number;
    private final ConsoleRequests requests;
    private final SplittableRandom random;

    ConsoleReports(StationWorld world, int number, ConsoleRequests requests, SplittableRandom random) {
        this.world = world;
        this.number = number;
        this.requests = requests;
        this.random = random;
    }

    /** Reports on a stream for as long as it is wanted. */
    void on(int ssrc, BooleanSupplier wanted) {
        world.at(world.now + (4000 + random.nextInt(2000)) * MS, () -> {
            if (wanted.getAsBoolean()) {
                send(ssrc);
                on(ssrc, wanted);
            }
        });
    }

    private void send(int ssrc) {
        SimBlade director = world.station();
        if (director != null) {
            int life = director.life();
            ByteBuffer packet = receiverReport(ssrc);
            world.at(world.now + requests.delay(), () -> director.run(life, () -> director.parts().rtcp.forward(
                    packet, new InetSocketAddress("10.1.0." + number, 20_001 + 2 * number))));
        }
    }

    private ByteBuffer receiverReport(int ssrc) {
        return ByteBuffer.allocate(32).putInt(0x81c90007).putInt(number).putInt(ssrc).position(32).flip();
    }
}
