package io.mediachassis.blade.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against this machine's kernel, over loopback. */
class SendBatchTest {
    private static final int STATION = 0x7f000964;

    private final UdpSocket sender = socket(0x7f000903, 1 << 20);
    private final UdpSocket receiver = socket(0x7f000901, 1 << 22);
    private final ReceiveBatch in = new ReceiveBatch(receiver, 64, 2048);
    private final AlignedBuffer memory = new AlignedBuffer(65536);
    private final ByteBuffer media = memory.view(0, 65536);

    private static UdpSocket socket(int address, int buffer) {
        try {
            return new UdpSocket(new Ipv4Endpoint(address, 0), buffer, buffer);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
        memory.close();
    }

    private void message(SendBatch batch, Ipv4Endpoint to, int first, int packets, int size) {
        batch.begin(to, STATION);
        for (int i = 0; i < packets; i++) {
            batch.header(first + i, 0x01020304, 0x05060708);
            int at = (first + i) * 100;
            batch.slice(memory.address() + at, 40);
            batch.slice(memory.address() + at + 40, (i == packets - 1 ? size / 2 : size) - 40);
        }
        batch.end();
    }

    /** Everything that came, as (first word, length), after checking source and bytes. */
    private List<String> received() {
        List<String> got = new ArrayList<>();
        while (receiver.awaitReadable(got.isEmpty() ? 2000 : 50)) {
            int n = in.receive();
            for (int i = 0; i < n; i++) {
                ByteBuffer p = in.packet(i);
                assertEquals(new Ipv4Endpoint(STATION, sender.local().port()), in.source(i));
                assertEquals(receiver.local().address(), in.localAddress(i));
                int number = p.getInt(0);
                for (int b = 12; b < p.limit(); b++) {
                    assertEquals(media.get(number * 100 + b - 12), p.get(b));
                }
                got.add(number + ":" + p.limit());
            }
        }
        return got;
    }

    private List<String> sendThree(SendBatch batch) {
        for (int i = 0; i < media.capacity(); i++) {
            media.put(i, (byte) ((i * 31) >> 3));
        }
        message(batch, receiver.local(), 0, 8, 1316);
        message(batch, receiver.local(), 8, 1, 1316);
        message(batch, receiver.local(), 9, 3, 500);
        assertEquals(3, batch.pending());
        batch.flush();
        assertEquals(0, batch.pending());
        return received();
    }

    private static List<String> expected() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int size = i < 9 ? 1316 : 500;
            all.add(i + ":" + (12 + (i == 7 || i == 8 || i == 11 ? size / 2 : size)));
        }
        return all;
    }

    @Test
    void oneCallSendsSegmentedMessagesFromTheStationAddress() {
        SendBatch batch = new SendBatch(sender, 16, true);
        assertEquals(expected(), sendThree(batch));
        SendCounters c = batch.counters();
        assertEquals(new SendCounters(3, 12, c.bytes(), 1, 0, 0, 0, 0, 0, 0), c);
        assertTrue(batch.segmentation());
    }

    @Test
    void withoutSegmentationTheSameDatagramsArrive() {
        SendBatch batch = new SendBatch(sender, 16, false);
        assertEquals(expected(), sendThree(batch));
        assertEquals(12, batch.counters().datagrams());
        assertEquals(3, batch.counters().messages());
    }

    @Test
    void withoutASourceDatagramsLeaveFromTheBoundAddress() {
        try (SendBatch batch = new SendBatch(sender, 4, true)) {
            for (int datagrams : new int[] {1, 3}) {
                batch.begin(receiver.local(), 0);
                for (int i = 0; i < datagrams; i++) {
                    batch.header(i, 0, 0);
                    batch.slice(memory.address(), 400);
                }
                batch.end();
            }
            batch.flush();
        }
        int came = 0;
        while (came < 4 && receiver.awaitReadable(2000)) {
            int n = in.receive();
            for (int i = 0; i < n; i++) {
                assertEquals(sender.local(), in.source(i));
            }
            came += n;
        }
        assertEquals(4, came);
    }

    @Test
    void aFullBatchSendsItself() {
        SendBatch batch = new SendBatch(sender, 2, true);
        assertEquals(expected().size(), sendThreeOver(batch).size());
    }

    private List<String> sendThreeOver(SendBatch batch) {
        message(batch, receiver.local(), 0, 8, 1316);
        message(batch, receiver.local(), 8, 1, 1316);
        message(batch, receiver.local(), 9, 3, 500);
        assertEquals(1, batch.pending());
        batch.flush();
        return received();
    }

    @Test
    void aMessageTheKernelRefusesIsCountedAndTheRestGoes() {
        SendBatch batch = new SendBatch(sender, 16, true);
        batch.begin(new Ipv4Endpoint(0xffffffff, 9), STATION);
        batch.header(1, 2, 3);
        batch.end();
        message(batch, receiver.local(), 0, 2, 1316);
        batch.flush();
        assertEquals(2, received().size());
        SendCounters c = batch.counters();
        assertEquals(1, c.failed());
        assertTrue(c.lastError() != 0);
        assertEquals(1, c.messages());
    }

    @Test
    void aMessageTooLargeToSegmentIsSplitHere() {
        // 8 x 8012 bytes are more than a UDP datagram, before it is cut, may have.
        SendBatch batch = new SendBatch(sender, 16, true);
        batch.begin(receiver.local(), STATION);
        for (int i = 0; i < 8; i++) {
            batch.header(0, 2, 3);
            batch.slice(memory.address(), 8400);
        }
        batch.end();
        batch.flush();
        SendCounters c = batch.counters();
        assertEquals(1, c.segmentationRefused());
        assertEquals(8, c.datagrams());
        assertEquals(0, c.failed());
        assertTrue(batch.segmentation(), "only that message");
    }

    @Test
    void whatIsCopiedMayChangeAfterwards() {
        SendBatch batch = new SendBatch(sender, 16, true);
        ByteBuffer report = ByteBuffer.allocate(28).putInt(0, 77);
        batch.begin(receiver.local(), STATION);
        batch.copied(report);
        batch.end();
        report.putInt(0, 1);
        batch.flush();
        assertTrue(receiver.awaitReadable(2000));
        assertEquals(1, in.receive());
        assertEquals(77, in.packet(0).getInt(0));
        assertEquals(28, in.packet(0).limit());
        assertThrows(IllegalArgumentException.class, () -> batch.copied(ByteBuffer.allocate(129)));
    }

    @Test
    void whatIsInUseIsBoundOnceItIsFree() throws IOException {
        try (UdpSocket waiting = new UdpSocket(1, 1)) {
            Ipv4Endpoint wanted;
            try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.9.7", 0))) {
                wanted = new Ipv4Endpoint(0x7f000907, other.getLocalPort());
                IOException taken = assertThrows(IOException.class, () -> waiting.bind(wanted));
                assertTrue(String.valueOf(taken.getMessage()).contains("EADDRINUSE"), taken.getMessage());
                assertEquals(0, waiting.local().port());
            }
            waiting.bind(wanted);
            assertEquals(wanted, waiting.local());
        }
    }

    @Test
    void saysWhatCouldNotBeBound() {
        IOException e = assertThrows(IOException.class,
                () -> new UdpSocket(new Ipv4Endpoint(0x08080808, 5004), 1, 1).close());
        assertTrue(String.valueOf(e.getMessage()).contains("bind UDP 8.8.8.8:5004: EADDRNOTAVAIL"), e.getMessage());
        assertFalse(receiver.awaitReadable(0));
    }
}
