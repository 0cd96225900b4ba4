package io.mediachassis.blade.trick;

import static io.mediachassis.blade.trick.CutProgram.SECOND;
import static io.mediachassis.blade.trick.TransportChecks.clocks;
import static io.mediachassis.blade.trick.TransportChecks.sorted;
import static io.mediachassis.blade.trick.TransportChecks.stamps;
import static io.mediachassis.blade.trick.TransportChecks.wellFormed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What trick play sends, packet by packet, and as ffmpeg shows it. */
class TrickProducerTest {
    private static final int SECONDS = 16;
    private static final int MOST_SLOTS = 5000;

    private static CutProgram program(String codec) throws Exception {
        return new CutProgram(switch (codec) {
            case "h264" -> NumberedPictures.h264(SECONDS);
            case "h264-open" -> NumberedPictures.h264Open(SECONDS, true);
            case "h264-open-cavlc" -> NumberedPictures.h264Open(SECONDS, false);
            case "hevc" -> NumberedPictures.hevc(SECONDS);
            default -> NumberedPictures.mpeg2(SECONDS);
        });
    }

    private static TrickProducer play(CutProgram program, double scale, double fromSeconds) {
        long to = scale < 0 ? 0 : Long.MAX_VALUE;
        return new TrickProducer(program,
                new TrickProducer.Start(scale, (long) (fromSeconds * SECOND), to, false, -1, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "h264, 2", "h264, 8", "h264, 32", "h264, -1", "h264, -4", "h264, -32",
        "h264-open, 4", "h264-open, -8", "h264-open-cavlc, 4", "h264-open-cavlc, -8",
        "hevc, 4", "hevc, -8", "mpeg2, 4", "mpeg2, -8"
    })
    void picturesAlone_areShownInOrder(String codec, double scale) throws Exception {
        CutProgram program = program(codec);
        TrickProducer producer = play(program, scale, scale > 0 ? 1 : 15);
        byte[] out = program.slots(producer, MOST_SLOTS);
        assertTrue(producer.ended());
        wellFormed(out);
        NumberedPictures.Shown shown = NumberedPictures.decode(out);
        assertEquals(List.of(), shown.messages());
        List<Integer> numbers = shown.numbers();
        for (int i = 0; i < numbers.size(); i++) {
            assertEquals(0, numbers.get(i) % NumberedPictures.GROUP, numbers.toString());
            assertTrue(i == 0 || (scale > 0 ? numbers.get(i) > numbers.get(i - 1) : numbers.get(i) < numbers.get(i - 1)),
                    numbers.toString());
        }
        double outputSeconds = (scale > 0 ? SECONDS - 1 : 15) / Math.abs(scale);
        double ofProgram = (double) SECONDS * NumberedPictures.RATE / NumberedPictures.GROUP;
        double expected = Math.min(ofProgram * (outputSeconds * Math.abs(scale)) / SECONDS, outputSeconds * 12.5);
        assertTrue(numbers.size() >= expected * 0.75 - 2 && numbers.size() <= expected + 3,
                numbers.size() + " pictures, not about " + expected + ": " + numbers);
        int outermost = numbers.get(numbers.size() - 1);
        assertEquals(scale > 0 ? SECONDS * NumberedPictures.RATE - NumberedPictures.GROUP : 0, outermost);
        assertEquals(scale > 0 ? program.endTicks() : 0, producer.programTicks());
    }

    @ParameterizedTest
    @CsvSource({"h264, 0.5", "h264, 0.25", "hevc, 0.5", "mpeg2, 0.5"})
    void slowMotion_showsEveryPictureForLonger(String codec, double scale) throws Exception {
        CutProgram program = program(codec);
        // 10 s, a little into the segment.
        TrickProducer producer = play(program, scale, 10);
        byte[] out = program.slots(producer, MOST_SLOTS);
        wellFormed(out);
        NumberedPictures.Shown shown = NumberedPictures.decode(out);
        assertEquals(List.of(), shown.messages());
        List<Integer> numbers = new ArrayList<>(shown.numbers());
        // Leading pictures of an open group refer to what was before.
        while (numbers.get(0) % NumberedPictures.GROUP != 0) {
            numbers.remove(0);
        }
        for (int i = 1; i < numbers.size(); i++) {
            assertEquals(numbers.get(i - 1) + 1, numbers.get(i), numbers.toString());
        }
        assertTrue(numbers.get(0) > 225 && numbers.get(0) <= 250, numbers.toString());
        assertTrue(numbers.get(numbers.size() - 1) >= SECONDS * NumberedPictures.RATE - 1, numbers.toString());
        List<Long> pts = stamps(out);
        long longest = 0;
        for (int i = 1; i < pts.size(); i++) {
            longest = Math.max(longest, pts.get(i) - pts.get(i - 1));
        }
        double seconds = (pts.get(pts.size() - 1) - pts.get(0)) / 90_000.0;
        assertEquals((numbers.get(numbers.size() - 1) - numbers.get(0)) / (scale * NumberedPictures.RATE), seconds, 0.5);
        assertEquals(3600 / scale, (double) longest, 20, "a step between two pictures");
    }

    /** Segment 0 and a third of segment 1 as they are, then what is played at a scale from there. */
    private static byte[] switched(CutProgram program, double scale) {
        byte[] segment = program.segmentBytes(1);
        int stop = segment.length / 188 / 3 * 188;
        long at = program.segment(1).timeAt(stop);
        TrickProducer producer = new TrickProducer(program,
                new TrickProducer.Start(scale, at, scale < 0 ? 0 : Long.MAX_VALUE, true, -1, 0));
        byte[] after = program.slots(producer, MOST_SLOTS);
        byte[] before = program.segmentBytes(0);
        byte[] out = Arrays.copyOf(before, before.length + stop + after.length);
        System.arraycopy(segment, 0, out, before.length, stop);
        System.arraycopy(after, 0, out, before.length + stop, after.length);
        return out;
    }

    @ParameterizedTest
    @CsvSource({"h264, 4", "h264, -4", "h264-open, 4", "h264-open, -4", "mpeg2, 4", "hevc, -4"})
    void fromWhereSendingStopped_noPictureIsDamaged(String codec, double scale) throws Exception {
        byte[] out = switched(program(codec), scale);
        NumberedPictures.Shown shown = NumberedPictures.decode(out);
        assertEquals(List.of(), shown.messages());
        List<Long> clocks = clocks(out);
        for (int i = 1; i < clocks.size(); i++) {
            long step = clocks.get(i) - clocks.get(i - 1);
            assertTrue(step > 0 && step < SECOND / 10, "clock " + i + " steps by " + step);
        }
    }

    @Test
    void slowMotionFromWhereSendingStopped_continuesToThePacket() throws Exception {
        byte[] out = switched(program("h264"), 0.5);
        NumberedPictures.Shown shown = NumberedPictures.decode(out);
        assertEquals(List.of(), shown.messages());
        List<Integer> numbers = shown.numbers();
        for (int i = 0; i < numbers.size(); i++) {
            assertEquals(i, numbers.get(i), numbers.toString());
        }
        assertTrue(numbers.size() >= SECONDS * NumberedPictures.RATE - 1, numbers.toString());
        List<Long> clocks = clocks(out);
        for (int i = 1; i < clocks.size(); i++) {
            long step = clocks.get(i) - clocks.get(i - 1);
            assertTrue(step > 0 && step < SECOND / 10, "clock " + i + " steps by " + step);
        }
        assertTrue(sorted(stamps(out)));
    }

    @Test
    void clockGoesOnFromOneScaleToTheNext() throws Exception {
        CutProgram program = program("h264");
        TrickProducer first = play(program, 4, 0);
        program.slots(first, 50);
        TrickProducer second = new TrickProducer(program, new TrickProducer.Start(-2, first.programTicks(), 0, false,
                first.clock(), first.lead()));
        byte[] out = program.slots(second, 50);
        assertEquals(first.clock(), clocks(out).get(0));
        assertEquals(first.lead(), second.lead());
    }

    @Test
    void overWhatStillArrives_isHeldAndGoesOn() throws Exception {
        CutProgram program = program("h264");
        program.arrived = 1;
        TrickProducer producer = play(program, 16, 0);
        byte[] first = program.slots(producer, 60);
        assertTrue(producer.held());
        assertFalse(producer.ended());
        program.arrived = 2;
        byte[] second = program.slots(producer, 60);
        program.arrived = 4;
        byte[] third = program.slots(producer, MOST_SLOTS);
        assertTrue(producer.ended());
        byte[] out = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, out, first.length, second.length);
        System.arraycopy(third, 0, out, first.length + second.length, third.length);
        wellFormed(out);
        NumberedPictures.Shown shown = NumberedPictures.decode(out);
        assertEquals(List.of(), shown.messages());
        assertTrue(sorted(shown.numbers().stream().map(Integer::longValue).toList()), shown.toString());
        assertTrue(shown.numbers().stream().anyMatch(n -> n > 100 && n < 200), shown.toString());
        assertEquals(390, shown.numbers().get(shown.numbers().size() - 1));
    }

    @Test
    void aProgramWithoutPictures_isNothing() throws Exception {
        CutProgram program = new CutProgram(io.mediachassis.blade.ts.TsSamples.audioOnly());
        TrickProducer producer = play(program, 4, 0);
        program.feed(producer);
        assertTrue(producer.nothing());
        assertTrue(producer.ended());
    }

    @Test
    void rateIsAboutTheProgramsOwn() throws Exception {
        CutProgram program = program("h264");
        long bytes = 0;
        for (int i = 0; i < program.segments(); i++) {
            bytes += program.segment(i).bytes();
        }
        double own = Math.max(250_000 / 8.0, bytes / (double) SECONDS);
        TrickProducer producer = play(program, 8, 0);
        byte[] out = program.slots(producer, MOST_SLOTS);
        double rate = out.length / (clocks(out).size() * 0.04);
        assertTrue(rate < 2 * own, rate + " bytes a second, where the program has " + own);
    }
}
