package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.announce.Carriage;
import io.mediachassis.blade.announce.SapMessage;
import io.mediachassis.blade.announce.SapSchedule;
import io.mediachassis.blade.announce.SapWriter;
import io.mediachassis.blade.announce.SetAnnouncements;
import io.mediachassis.blade.announce.dvb.ServiceInformation;
import io.mediachassis.blade.announce.dvb.SiNumbers;
import io.mediachassis.blade.nvod.Assignment;
import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.nvod.Sets;
import io.mediachassis.blade.nvod.StationClock;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.Whereabouts;
import io.mediachassis.blade.ts.StrictReceiver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How sets are made known: by HTTP's documents, to RTSP's consoles, and in groups. */
class SetAnnouncementTest {
    private static final long SECOND = Sets.SECOND;
    private static final long STATION = Sets.EPOCH;

    private final InetAddress station = address();
    // 4 streams, 6 s apart, of a program of 20 s; both plays of each begin within 42 s.
    private final NvodSet rtp = Sets.set(Sets.program(5, 4, 100), 6_000, 2);
    private final NvodSet udp = new NvodSet("239.2.1.0", "news", "News", Sets.program(5, 4, 100), 10_000, Sets.EPOCH, 0,
            0xef020100, 5020, false, false, 1, 0, 0, 7);
    private final NvodSet mixed = new NvodSet("239.3.1.0", "film", "Film", Sets.program(5, 4, 100), 10_000,
            Sets.EPOCH - SECOND, 0, 0xef030100, 5020, true, true, 1, 16, 3, 8);
    private final SetShelf shelf = new SetShelf(new SetAnnouncements(station, 16,
            new Carriage.Repair(96, 0, station, 5011, 2000)), station, "rtsp://10.0.0.100:8554/", "http://10.0.0.100:8080");
    private final List<String> selected = new ArrayList<>();
    private long nowNs;
    private PlannedSets sets = PlannedSets.NONE;
    private final StationClock time = new StationClock();
    private final MulticastSeats seats = new MulticastSeats(
            Runnable::run, new Hand(), time, () -> sets, shelf, "10.0.0.100", 16,
            (set, stream) -> selected.add(set.id() + "/" + stream));

    private final class Hand implements Clock {
        @Override
        public long nanoTime() {
            return nowNs;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    }

    SetAnnouncementTest() {
        time.lead(STATION, false, 0);
        know(rtp, udp, mixed);
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, 100});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void know(NvodSet... now) {
        List<PlannedSets.Planned> planned = new ArrayList<>();
        for (NvodSet set : now) {
            planned.add(new PlannedSets.Planned(set, Assignment.none(set.streams(), set.program().segments())));
        }
        sets = sets.next(Term.NONE, planned);
        shelf.put(sets);
        seats.onChange(sets);
    }

    private String at(String path) {
        return shelf.at(path).map(found -> found.text().replace("\r\n", "\n")).orElse("nothing");
    }

    private <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private int refusal(Runnable asked) {
        try {
            asked.run();
            return 0;
        } catch (CompletionException e) {
            return ((MediaException) e.getCause()).rtspStatus();
        }
    }

    @Test
    void httpHasThemAll() {
        assertEquals(4 + 2 + 2, at("/nvod.m3u").lines().filter(line -> line.contains("://")).count());
        assertTrue(at("/nvod/239.2.1.0.m3u").endsWith("\nudp://@239.2.1.1:5020\n"));
        assertTrue(at("/nvod/239.3.1.0.m3u").endsWith("\nrtp://10.0.0.100@239.3.1.1:5020\n"));
        assertEquals(4, at("/nvod/239.1.1.0.sdp").lines().filter(line -> line.startsWith("m=video")).count());
        assertTrue(at("/nvod/239.1.1.0.sdp").contains("\na=mediachassis-unicast:rtsp://10.0.0.100:8554/interactive/film\n"));
        String stream = at("/nvod/239.3.1.0/1.sdp");
        for (String line : List.of("c=IN IP4 239.3.1.1/16", "m=video 5020 RTP/AVPF 33 96", "a=rtcp:5011 IN IP4 10.0.0.100",
                "a=rtcp-fb:33 nack", "a=fmtp:96 apt=33;rtx-time=2000",
                "a=source-filter: incl IN IP4 239.3.1.1 10.0.0.100",
                "a=mediachassis-interleave:window=16;burst=2;spacing=7;reorder=15",
                "a=mediachassis-nvod:start=2027-01-15T08:00:09Z;period=20.000;plays=0")) {
            assertTrue(stream.contains("\n" + line + "\n"), line + " is not in\n" + stream);
        }
        for (String path : List.of("/nvod", "/nvod/239.1.1.0", "/nvod/239.9.1.0.sdp", "/nvod/239.1.1.0/4.sdp",
                "/nvod/../x.sdp", "/nvod/239.1.1.0/99999.sdp")) {
            assertEquals("nothing", at(path), path);
        }
    }

    @Test
    void rtspDescribesTheStreamThatStartsNext_andJoinsIt() {
        nowNs = 5 * SECOND;
        Whereabouts.Announced told = (Whereabouts.Announced) done(seats.describe("nvod/239.1.1.0"));
        assertTrue(told.sdp().contains("c=IN IP4 239.1.1.1/16") && told.sdp().endsWith("a=control:trackID=1\r\n"), told.sdp());
        assertTrue(told.sdp().contains("\r\na=mediachassis-set:http://10.0.0.100:8080/nvod/239.1.1.0.sdp\r\n"), told.sdp());
        // Players give up what is silent for long: they are shown what runs.
        nowNs = 2 * SECOND;
        told = (Whereabouts.Announced) done(seats.describe("nvod/239.1.1.0"));
        assertTrue(told.sdp().endsWith("a=control:trackID=0\r\n"), told.sdp());
        assertEquals("239.1.1.0", done(seats.take("film", -1)).group().orElseThrow().address());
        // Too late to be there in time.
        nowNs = 5_800 * SECOND / 1000;
        assertEquals(Optional.of(new StreamHandle.Group("239.1.1.2", 5010, 16)),
                done(seats.take("nvod/239.1.1.0", -1)).group());
        assertEquals("239.1.1.1", done(seats.take("nvod/239.1.1.0", 1)).group().orElseThrow().address());
        // Of a program: the newest set that sends it by RTP.
        assertEquals("239.1.1.0", done(seats.take("film", -1)).group().orElseThrow().address());
        assertEquals(List.of("239.1.1.0/0", "239.1.1.0/2", "239.1.1.0/1", "239.1.1.0/0"), selected);
        assertEquals(461, refusal(() -> done(seats.take("news", -1))));
        assertEquals(461, refusal(() -> done(seats.take("nvod/239.2.1.0", -1))));
        String why = assertThrows(CompletionException.class, () -> done(seats.describe("nvod/239.2.1.0"))).getMessage();
        assertTrue(why.contains("http://10.0.0.100:8080/nvod/239.2.1.0.m3u") && why.contains("udp://@239.2.1.0:5020"), why);
        assertEquals(461, refusal(() -> done(seats.describe("nvod/239.2.1.0"))));
        assertEquals(404, refusal(() -> done(seats.take("nvod/239.1.1.0", 4))));
        assertEquals(404, refusal(() -> done(seats.take("nvod/239.9.9.9", -1))));
        nowNs = 43 * SECOND;
        assertEquals(404, refusal(() -> done(seats.take("nvod/239.1.1.0", -1))), "all plays have begun");
    }

    @Test
    void playSaysWhenItBegins_orWhereItIs() {
        NvodSchedule schedule = new NvodSchedule(rtp);
        PlayRequest plain = new PlayRequest(OptionalLong.empty(), OptionalLong.empty(), 1, 1);
        StreamHandle seat = done(seats.take("nvod/239.1.1.0", 1));
        PlayAnswer waiting = done(seat.play(plain));
        assertEquals(Optional.of(Instant.ofEpochSecond(0, Sets.EPOCH + 6 * SECOND)), seat.startsAt());
        assertEquals(new PlayAnswer(0, 20_000, schedule.sequence(1, 0), schedule.timestamp(1, 0)), waiting);
        nowNs = 11 * SECOND;
        PlayAnswer running = done(seat.play(plain));
        assertEquals(Optional.empty(), seat.startsAt());
        assertEquals(5_000, running.fromMs());
        assertEquals(PlayAnswer.NO_SEQUENCE, running.sequence());
        assertEquals(457, refusal(() -> done(seat.play(
                new PlayRequest(OptionalLong.of(9_000), OptionalLong.empty(), 1, 1)))));
        assertTrue(seat.alive());
        List<String> ended = new ArrayList<>();
        seat.onEnded(ended::add);
        know(udp);
        assertFalse(seat.alive());
        assertEquals(1, ended.size());
    }

    @Test
    void sapAnnouncesEachStream_andTakesItBack() {
        List<ByteBuffer> sent = new ArrayList<>();
        List<Integer> groups = new ArrayList<>();
        SapAnnouncer sap = new SapAnnouncer(new SapSchedule(SapSchedule.DEFAULT_LIMIT_BPS, new Random(1)),
                new SapWriter(station), shelf.writer(), (group, port, datagram) -> {
                    assertEquals(SapWriter.PORT, port);
                    groups.add(group);
                    sent.add(ByteBuffer.wrap(datagram));
                });
        sap.put(shelf.all(), 0);
        for (int ms = 0; ms < 1000; ms += 50) {
            sap.tick(ms * 1_000_000L);
        }
        assertEquals(8, sent.size());
        assertEquals(0xe0027ffe, groups.get(0));
        assertTrue(sent.stream().allMatch(packet -> SapMessage.parse(packet).filter(m -> !m.deletion()).isPresent()));
        sap.put(shelf.all(), SECOND);
        sap.tick(60 * SECOND);
        assertEquals(8, sent.size());
        know(rtp, mixed);
        sent.clear();
        sap.put(shelf.all(), 61 * SECOND);
        sap.tick(61 * SECOND);
        assertEquals(2, sent.size());
        assertTrue(sent.stream().allMatch(packet -> SapMessage.parse(packet).filter(SapMessage::deletion).isPresent()));
    }

    @Test
    void serviceInformationIsInPlainGroups_andInAGroupOfItsOwn() {
        List<byte[]> inGroup = new ArrayList<>();
        List<byte[]> ofAll = new ArrayList<>();
        TreeSet<String> places = new TreeSet<>();
        StrictReceiver receiver = new StrictReceiver();
        Supplier<SiAnnouncer> director = () -> new SiAnnouncer(new ServiceInformation(SiNumbers.unregistered(), "Net", "We", 0, 1), true,
                new SiAnnouncer.Target(0xef000001, 5040), (group, port, datagram) -> {
                    assertTrue(datagram.length % 188 == 0 && datagram.length <= 7 * 188 && datagram[0] == 0x47);
                    places.add(Integer.toHexString(group) + ":" + port);
                    (port == 5040 ? ofAll : inGroup).add(datagram);
                    if (group == 0xef020101) {
                        receiver.take(datagram);
                    }
                });
        SiAnnouncer si = director.get();
        Instant start = Instant.ofEpochSecond(0, Sets.EPOCH);
        si.put(shelf.all(), 3, start, 0);
        for (int ms = 0; ms < 10_000; ms += 50) {
            si.tick(start.plusMillis(ms), ms * 1_000_000L);
        }
        assertEquals("[ef000001:5040, ef020100:5020, ef020101:5020]", places.toString());
        // Present and following of each stream at least each 2 s, and tables of the network and its services.
        assertEquals(new TreeSet<>(List.of(0x10, 0x11, 0x12, 0x14)), pids(inGroup));
        assertEquals(new TreeSet<>(List.of(0x10, 0x11, 0x12, 0x14)), pids(ofAll));
        assertTrue(inGroup.size() >= 2 * 5 * 2, inGroup.size() + " datagrams");
        si.forget();
        int before = ofAll.size();
        si.tick(start.plusSeconds(20), 20 * SECOND);
        assertEquals(before, ofAll.size());
        // Another director goes on with counters of his own, and says so.
        si = director.get();
        si.put(shelf.all(), 3, start.plusSeconds(20), 20 * SECOND);
        si.tick(start.plusSeconds(20), 20 * SECOND);
        si.tick(start.plusSeconds(21), 21 * SECOND);
        assertEquals(List.of(), receiver.complaints());
        String service = (0x1000 + 7 * 512 + 17) + "/65281/" + (0x1000 + 7 * 512 + 17);
        assertTrue(receiver.tables().containsAll(List.of("SDT " + service, "EIT " + service)), receiver.tables().toString());
    }

    private static Set<Integer> pids(List<byte[]> datagrams) {
        Set<Integer> pids = new TreeSet<>();
        for (byte[] datagram : datagrams) {
            for (int at = 0; at < datagram.length; at += 188) {
                pids.add((datagram[at + 1] & 0x1f) << 8 | (datagram[at + 2] & 0xff));
            }
        }
        return pids;
    }
}
