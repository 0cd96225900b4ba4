package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.engine.CapturingConsole;
import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.blade.engine.CapturingConsole.Reply;
import io.mediachassis.blade.trick.NumberedPictures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fast forward and rewind over segments that lie on different blades: ffmpeg decodes what comes, picture by picture. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrickPlaySystemTest {
    private static final int SECONDS = 24;
    private static final int RTSP_LIMIT_S = 30;

    private TestUnit unit;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        Path sample = temporary.resolve("numbered.ts");
        Files.write(sample, NumberedPictures.h264(SECONDS));
        unit = new TestUnit(54, temporary, 1, sample);
    }

    @AfterAll
    void end() throws IOException {
        unit.close();
    }

    /** Or the next test sees the stream of the one before it. */
    @AfterEach
    void letStreamsGo() throws IOException {
        unit.demo.watch().await("streams to be gone", TestUnit.LIMIT, watch -> watch.list("streams").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"4, true", "-8, true", "4, false", "-8, false"})
    void acrossBlades_itIsOneStream(double scale, boolean udp) throws Exception {
        InetSocketAddress station = new InetSocketAddress(unit.plan.stationAddress(), UnitPlan.RTSP_PORT);
        Set<Integer> senders = new TreeSet<>();
        try (CapturingConsole console = new CapturingConsole(station, unit.program, udp)) {
            Reply reply = unit.watched(
                    () -> {
                        Reply answer = console.ask(
                                "PLAY", "Range: npt=" + (scale > 0 ? 0 : SECONDS) + "-", "Scale: " + scale);
                        assertEquals(200, answer.status(), answer.toString());
                        assertTrue(console.ended(RTSP_LIMIT_S), "no BYE");
                        return answer;
                    },
                    stream -> senders.add(stream.path("engine_slot").asInt()));
            List<Packet> packets = console.packets();
            for (int i = 1; i < packets.size(); i++) {
                assertEquals(packets.get(i - 1).sequence() + 1 & 0xffff, packets.get(i).sequence());
                long step = packets.get(i).timestamp() - packets.get(i - 1).timestamp() & 0xffffffffL;
                assertTrue(step < 45_000, "timestamp " + i + " steps by " + step);
            }
            NumberedPictures.Shown shown = NumberedPictures.decode(console.media(reply.sequence(), reply.sequence()));
            assertEquals(List.of(), shown.messages());
            List<Integer> numbers = shown.numbers();
            for (int i = 1; i < numbers.size(); i++) {
                int gone = (numbers.get(i) - numbers.get(i - 1)) * (scale > 0 ? 1 : -1);
                assertTrue(gone > 0 && gone <= 4 * NumberedPictures.GROUP, numbers.toString());
            }
            // As many as the scale lets through, 12.5 a second.
            double expected = Math.min(SECONDS * NumberedPictures.RATE / (double) NumberedPictures.GROUP,
                    SECONDS / Math.abs(scale) * 12.5);
            assertTrue(numbers.size() > 0.75 * expected, numbers.size() + " pictures, not " + expected + ": " + numbers);
            assertEquals(udp, senders.size() > 1, "sent by " + senders);
        }
    }
}
