package io.mediachassis.blade.trick;

import static io.mediachassis.blade.trick.CutProgram.SECOND;
import static io.mediachassis.blade.trick.TransportChecks.stamps;
import static io.mediachassis.blade.trick.TransportChecks.wellFormed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream at another scale that goes from engine to engine: what the console gets is one unbroken stream. */
class TrickHandOverTest {
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

    /** Plays it through engines that hold one segment each. */
    private static byte[] overEngines(CutProgram program, double scale, List<Integer> order) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CutProgram here = program.holding(order.get(0), order.get(0));
        long from = scale > 0 ? 0 : program.endTicks();
        TrickProducer producer = new TrickProducer(here,
                new TrickProducer.Start(scale, from, scale < 0 ? 0 : Long.MAX_VALUE, false, -1, 0));
        for (int i = 0; i < order.size(); i++) {
            out.writeBytes(here.slots(producer, MOST_SLOTS));
            if (i + 1 == order.size()) {
                assertTrue(producer.ended());
                break;
            }
            int next = order.get(i + 1);
            assertTrue(producer.mayLeave());
            assertEquals(next, producer.nextElsewhere());
            assertEquals(0, producer.untilBorder());
            here = program.holding(next, next);
            producer = new TrickProducer(here,
                    TrickProducer.Start.takenOver(producer.point(), producer.programTicks()));
        }
        return out.toByteArray();
    }

    private static byte[] onOne(CutProgram program, double scale) {
        TrickProducer producer = new TrickProducer(program, new TrickProducer.Start(
                scale, scale > 0 ? 0 : program.endTicks(), scale < 0 ? 0 : Long.MAX_VALUE, false, -1, 0));
        return program.slots(producer, MOST_SLOTS);
    }

    @ParameterizedTest
    @CsvSource({"h264, 2", "h264, 8", "h264, 32", "h264, -1", "h264, -8", "h264, -32", "h264-open, 8", "h264-open, -8", "hevc, 4", "hevc, -4", "mpeg2, 4",
        "mpeg2, -4", "h264, 0.5", "h264, 0.25", "hevc, 0.5", "mpeg2, 0.5"})
    void overFourEngines_itIsAsIfOneHadSentIt(String codec, double scale) throws Exception {
        CutProgram program = program(codec);
        assertTrue(program.segments() >= 4, program.segments() + " segments");
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < program.segments(); i++) {
            order.add(scale > 0 ? i : program.segments() - 1 - i);
        }
        byte[] out = overEngines(program, scale, order);
        wellFormed(out);
        byte[] alone = onOne(program, scale);
        // The breaks at the start are all that are announced.
        assertEquals(TransportChecks.breaks(alone), TransportChecks.breaks(out));
        NumberedPictures.Shown shown = NumberedPictures.decode(out);
        assertEquals(List.of(), shown.messages());
        List<Integer> numbers = shown.numbers();
        List<Integer> expected = NumberedPictures.decode(alone).numbers();
        boolean slow = scale > 0 && scale < 1;
        for (int i = 1; i < numbers.size(); i++) {
            int gone = numbers.get(i) - numbers.get(i - 1);
            assertTrue(scale > 0 ? gone > 0 : gone < 0, numbers.toString());
        }
        if (slow) {
            assertEquals(expected, numbers);
        } else {
            int spread = 2 * order.size();
            assertTrue(Math.abs(expected.size() - numbers.size()) <= spread, numbers + ", alone " + expected);
            assertEquals(expected.get(expected.size() - 1), numbers.get(numbers.size() - 1));
        }
        List<Long> stamps = stamps(out);
        List<Long> stampsAlone = stamps(alone);
        double longer = (stamps.get(stamps.size() - 1) - stamps.get(0)
                - stampsAlone.get(stampsAlone.size() - 1) + stampsAlone.get(0)) / 90_000.0;
        assertTrue(Math.abs(longer) < 0.1 * order.size(), "takes " + longer + " s more");
    }

    @Test
    void inTheMiddleOfASegment_itGoesOnBetweenTwoPictures() throws Exception {
        for (double scale : new double[] {4, -4}) {
            CutProgram program = program("h264");
            CutProgram one = program.holding(0, 3);
            TrickProducer first = new TrickProducer(one, new TrickProducer.Start(
                    scale, 8 * SECOND, scale < 0 ? 0 : Long.MAX_VALUE, false, -1, 0));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(program.slots(first, 30));
            assertFalse(first.mayLeave() && first.held());
            first.drain(true);
            out.writeBytes(one.slots(first, 30));
            assertTrue(first.mayLeave());
            TrickProducer second = new TrickProducer(program,
                    TrickProducer.Start.takenOver(first.point(), first.programTicks()));
            out.writeBytes(program.slots(second, MOST_SLOTS));
            wellFormed(out.toByteArray());
            NumberedPictures.Shown shown = NumberedPictures.decode(out.toByteArray());
            assertEquals(List.of(), shown.messages());
            List<Integer> numbers = shown.numbers();
            for (int i = 1; i < numbers.size(); i++) {
                int gone = (numbers.get(i) - numbers.get(i - 1)) * (scale > 0 ? 1 : -1);
                assertTrue(gone > 0 && gone <= 3 * NumberedPictures.GROUP, numbers.toString());
            }
        }
    }

    @Test
    void whoWasToLeaveAndStays_goesOn() throws Exception {
        CutProgram program = program("h264").holding(0, 3);
        TrickProducer producer = new TrickProducer(
                program, new TrickProducer.Start(4, 0, Long.MAX_VALUE, false, -1, 0));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(program.slots(producer, 30));
        producer.drain(true);
        out.writeBytes(program.slots(producer, 30));
        producer.drain(false);
        out.writeBytes(program.slots(producer, MOST_SLOTS));
        assertTrue(producer.ended());
        wellFormed(out.toByteArray());
        NumberedPictures.Shown shown = NumberedPictures.decode(out.toByteArray());
        assertEquals(List.of(), shown.messages());
        assertEquals(SECONDS * NumberedPictures.RATE - NumberedPictures.GROUP,
                shown.numbers().get(shown.numbers().size() - 1));
    }

    @Test
    void whereTheNextSegmentComesHere_itIsWaitedForAndPlayed() throws Exception {
        for (double scale : new double[] {8, 0.5}) {
            CutProgram program = program("h264").holding(0, 0);
            TrickProducer producer = new TrickProducer(
                    program, new TrickProducer.Start(scale, 0, Long.MAX_VALUE, false, -1, 0));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(program.slots(producer, MOST_SLOTS));
            assertTrue(producer.held());
            program.elsewhere = false;
            out.writeBytes(program.slots(producer, 20));
            program.arrived = 4;
            out.writeBytes(program.slots(producer, MOST_SLOTS));
            assertTrue(producer.ended());
            wellFormed(out.toByteArray());
            NumberedPictures.Shown shown = NumberedPictures.decode(out.toByteArray());
            assertEquals(List.of(), shown.messages());
            List<Integer> numbers = shown.numbers();
            for (int i = 1; i < numbers.size(); i++) {
                int gone = numbers.get(i) - numbers.get(i - 1);
                assertTrue(gone > 0 && gone <= 4 * NumberedPictures.GROUP, numbers.toString());
            }
            assertTrue(numbers.get(numbers.size() - 1) >= SECONDS * NumberedPictures.RATE - NumberedPictures.GROUP);
        }
    }
}
