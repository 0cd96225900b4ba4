package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.Carriage;
import io.mediachassis.blade.announce.Sets;
import io.mediachassis.blade.announce.dvb.NetworkTables;
import io.mediachassis.blade.announce.dvb.SectionPacketizer;
import io.mediachassis.blade.announce.dvb.ServiceInformation;
import io.mediachassis.blade.announce.dvb.SiNumbers;
import io.mediachassis.blade.announce.dvb.SiSection;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.SegmentSink;
import io.mediachassis.blade.ts.Segmenter;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.ServiceIdentity;
import io.mediachassis.blade.ts.StrictReceiver;
import io.mediachassis.blade.ts.TableBreak;
import io.mediachassis.blade.ts.TsPacket;
import io.mediachassis.blade.ts.TsSamples;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A film of ffmpeg's, with tables of DVB of its own, in a group in which our service information is sent beside it: a
 * receiver sees one transport stream.
 */
class IdentifiedStreamTest {
    private static final int TS = PlayoutSegment.TS_PACKET;
    private static final int SEGMENTS = 3;
    private static final SiNumbers NUMBERS = SiNumbers.unregistered();
    private static final AnnouncedSet SET = Sets.film("Ours", 3, new Carriage.PlainUdp());
    private static final int STREAM = 1;
    private static final ServiceIdentity IDENTITY = NUMBERS.identity(SET.number(), STREAM);
    private static final int ID = IDENTITY.serviceId();

    private final MemorySource source = new MemorySource();
    private byte[] film = new byte[0];

    @BeforeEach
    void cut() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Segmenter segmenter = new Segmenter(SegmenterSettings.ofTarget(Duration.ofSeconds(3)), new SegmentSink() {
            private final ByteArrayOutputStream segment = new ByteArrayOutputStream();

            @Override
            public void bytes(ByteBuffer packets) {
                byte[] b = new byte[packets.remaining()];
                packets.get(b);
                segment.writeBytes(b);
                all.writeBytes(b);
            }

            @Override
            public void segment(int number, SegmentIndex index) {
                source.put("film" + number, segment.toByteArray(), new IndexTimeLine(index));
                segment.reset();
            }
        });
        segmenter.accept(ByteBuffer.wrap(TsSamples.withServiceInformation()));
        segmenter.finish();
        film = all.toByteArray();
        assertEquals(SEGMENTS, source.segments());
    }

    /** A group that the stream is played to, and once a second its service information. */
    private final class Group {
        final ByteArrayOutputStream media = new ByteArrayOutputStream();
        final StrictReceiver receiver = new StrictReceiver();
        private final ServiceInformation information = new ServiceInformation(NUMBERS, "Net", "We", 0, 1);
        private final SectionPacketizer packetizer = new SectionPacketizer();
        private final @Nullable ServiceIdentity identity;

        Group(@Nullable ServiceIdentity identity) {
            this.identity = identity;
        }

        /** Plays from a packet of a segment on, to the end. */
        Group play(int segment, long packet, @Nullable ByteBuffer opening) {
            try (Bench bench = new Bench()) {
                Ipv4Endpoint group = new Ipv4Endpoint(0xef010101, 5020);
                Destination to = new Destination.Multicast(group, group, 0, false, identity);
                long ticks = source.segment(segment).timeLine().timeAt(packet * DuePackets.PAYLOAD);
                bench.offer(new PlayoutCommand.Schedule(
                        new StreamSpec(1, source, to, 9, 0, 0, "station", false, new StreamMetrics(), bench),
                        new ScheduledRun(segment, packet, SEGMENTS, 0, 0, ticks, bench.now, bench.now, false, opening)));
                for (int i = 0; i < 1000; i++) {
                    bench.sender.packets.clear();
                    bench.tick();
                    byte[] sent = RecordingSender.join(bench.sender.packets);
                    media.writeBytes(sent);
                    receiver.take(sent);
                    if (i % 100 == 50) {
                        information(Sets.START.plusMillis(10L * i));
                    }
                }
                assertEquals(List.of("end 1"), bench.events);
                // All but what is kept for the next packets that are to be changed.
                assertTrue(bench.pool.available() >= bench.pool.capacity() - 1);
            }
            return this;
        }

        private void information(Instant now) {
            List<SiSection> sections = new ArrayList<>(information.ofStream(SET, STREAM, now));
            sections.addAll(NetworkTables.time(now));
            for (SiSection section : sections) {
                byte[] packets = new byte[SectionPacketizer.maxPackets(section.bytes().length) * TS];
                int count = packetizer.write(section.pid(), List.of(section.bytes()), packets, 0);
                receiver.take(Arrays.copyOf(packets, count * TS));
            }
        }
    }

    private static Set<String> pids(byte[] ts) {
        Set<String> pids = new TreeSet<>();
        for (int at = 0; at < ts.length; at += TS) {
            pids.add(Integer.toHexString(TsPacket.pid(ts, at)));
        }
        return pids;
    }

    /** What opens a play: the tables that follow it. */
    private ByteBuffer opening() {
        return TableBreak.announced(ByteBuffer.wrap(film, 0, 2 * TS));
    }

    @Test
    void aReceiverSeesOneTransportStream_overPlays() {
        Group group = new Group(IDENTITY).play(0, 0, null).play(0, 0, opening()).play(0, 0, opening());
        // Those of the media begin anew as well, which a packet of each announces; there is none here.
        assertEquals(List.of(), group.receiver.complaints().stream()
                .filter(complaint -> !complaint.matches("PID 0x10[01]: .*")).toList());
        String service = ID + "/65281/" + ID;
        assertEquals(new TreeSet<>(List.of("PAT " + ID + "/" + ID, "PMT " + ID, "SDT " + service, "EIT " + service,
                "SDT other", "EIT other", "NIT", "TDT", "TOT")), group.receiver.tables());
    }

    @Test
    void asTheFileIs_itWouldSeeTwo() {
        Group group = new Group(null).play(0, 0, null);
        assertArrayEquals(film, group.media.toByteArray());
        assertTrue(group.receiver.tables().containsAll(
                List.of("PAT 9/77", "PMT 77", "SDT 9/5/77", "SDT " + ID + "/65281/" + ID)), group.receiver.tables().toString());
        assertNotEquals(List.of(), group.receiver.complaints());
    }

    @Test
    void eachPacketStaysInItsPlace() {
        byte[] sent = new Group(IDENTITY).play(0, 0, null).media.toByteArray();
        assertEquals(film.length, sent.length);
        assertTrue(pids(film).containsAll(List.of("10", "11")));
        int changed = 0;
        for (int at = 0; at < sent.length; at += TS) {
            int pid = TsPacket.pid(film, at);
            if (pid == 0x10 || pid == 0x11) {
                assertEquals(TsPacket.NULL_PID, TsPacket.pid(sent, at));
            } else if (pid == 0 || pid == 0x1000) {
                assertEquals(pid, TsPacket.pid(sent, at));
                assertEquals(TsPacket.continuity(film, at), TsPacket.continuity(sent, at));
                changed++;
            } else {
                assertEquals(-1, Arrays.mismatch(
                        Arrays.copyOfRange(film, at, at + TS), Arrays.copyOfRange(sent, at, at + TS)));
            }
        }
        assertTrue(changed > 100, changed + " packets of PAT and PMT");
    }

    /** Another engine went before: this one has not seen the PAT that says where the PMT is, which comes next. */
    @Test
    void whoBeginsInTheMidst_sendsTheSame() {
        byte[] whole = new Group(IDENTITY).play(1, 0, null).media.toByteArray();
        byte[] segment = source.bytes(1);
        int packet = 0;
        while (TsPacket.pid(segment, packet * DuePackets.PAYLOAD + DuePackets.PAYLOAD - TS) != 0) {
            packet++;
        }
        packet++;
        int at = packet * DuePackets.PAYLOAD;
        assertEquals(0x1000, TsPacket.pid(segment, at));
        byte[] tail = new Group(IDENTITY).play(1, packet, null).media.toByteArray();
        assertArrayEquals(Arrays.copyOfRange(whole, at, whole.length), tail);
    }

    @Test
    void onlyThoseOfAGroupAreChanged() {
        Destination to = new Destination.Multicast(new Ipv4Endpoint(1, 1), new Ipv4Endpoint(1, 2), 0, false);
        try (ChunkPool pool = new ChunkPool(1, 4096)) {
            RecordingSender sender = new RecordingSender(Bench.TO);
            PacketOutput plain = PacketOutput.of(to, sender);
            CopiedPackets copies = new CopiedPackets(pool);
            assertNull(IdentifiedOutput.of(to, plain, copies));
            assertNull(IdentifiedOutput.of(Bench.TO, plain, copies));
            // Three have room in a chunk; then there is none before the flush.
            for (int i = 0; i < 3; i++) {
                assertEquals(i * DuePackets.PAYLOAD, copies.room() == null ? -1 : copies.offset());
                copies.taken();
            }
            assertNull(copies.room());
            assertEquals(1, pool.exhausted());
        }
    }
}
