package io.mediachassis.blade.director;

import io.mediachassis.blade.os.ArpSocket;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The station address in its form for hardware and namespaces: every blade has it on its loopback interface and its kernel
 * does not answer ARP for it ({@code arp_ignore=1}), so that any engine may send from it. The director answers ARP from
 * its own process, so that the address goes with the process, whatever else of the blade lives on; and it tells
 * everybody when it takes the address, once its ports are open.
 */
public final class ArpStation implements StationAddress, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArpStation.class);
    private static final long RETRY_MS = 2;
    /** A frame may be lost, and a switch may not have learned yet. */
    private static final long[] AGAIN_MS = {20, 100, 500, 2000};
    private static final int LOOK_MS = 500;

    private final StationPorts ports;
    private final int address;
    private final ArpSocket arp;
    private final EventLoop control;
    private final Thread answering;
    /** Rises each time the address is taken or released. Control loop. */
    private int reign;
    private volatile boolean answers;
    private volatile boolean closed;

    /**
     * Does not answer yet.
     *
     * @param own this blade's own address, on whose interface ARP is answered
     * @throws IOException where ARP can't be spoken; the message says what to do
     */
    public ArpStation(StationPorts ports, InetAddress station, InetAddress own, EventLoop control) throws IOException {
        this.ports = ports;
        this.address = Ipv4Endpoint.toInt(station);
        this.control = control;
        NetworkInterface on = NetworkInterface.getByInetAddress(own);
        if (on == null) {
            throw new IOException("No interface has this blade's address " + own.getHostAddress()
                    + ", so that ARP for the station address can't be answered; see station.form");
        }
        this.arp = new ArpSocket(on);
        this.answering = new Thread(this::answer, "arp");
        answering.setDaemon(true);
        answering.start();
    }

    @Override
    public void take() {
        reign++;
        ports.take();
        tellOnceOpen(reign);
    }

    @Override
    public void release(String reason) {
        reign++;
        answers = false;
        ports.release(reason);
    }

    private void tellOnceOpen(int mine) {
        if (mine != reign) {
            return;
        }
        if (!ports.open()) {
            control.schedule(() -> tellOnceOpen(mine), RETRY_MS, TimeUnit.MILLISECONDS);
            return;
        }
        answers = true;
        tell(mine);
        for (long delay : AGAIN_MS) {
            control.schedule(() -> tell(mine), delay, TimeUnit.MILLISECONDS);
        }
    }

    private void tell(int mine) {
        if (mine != reign) {
            return;
        }
        try {
            arp.send(ArpPacket.announcement(arp.hardwareAddress(), address));
        } catch (IOException e) {
            LOG.warn("The station address is not announced: {}", e.getMessage());
        }
    }

    private void answer() {
        while (!closed) {
            try {
                ArpPacket.parse(arp.receive(LOOK_MS)).ifPresent(this::answer);
            } catch (IOException e) {
                LOG.warn("The station address: {}", e.getMessage());
            }
        }
        arp.close();
    }

    private void answer(ArpPacket packet) {
        // Not to who asks for its own: that is another director's announcement.
        if (answers && packet.request() && packet.targetAddress() == address && packet.senderAddress() != address) {
            try {
                arp.send(packet.answer(arp.hardwareAddress()));
            } catch (IOException e) {
                LOG.debug("ARP is not answered: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
