package io.mediachassis.blade.station;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.SegmentSource;
import io.mediachassis.backplane.proto.SegmentSourceQuery;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.proto.SegmentSourceReply.Outcome;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.SegmentLocationTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a director tells another station's. */
class SourceAnswersTest {
    private static final ByteString HASH = ByteString.copyFrom(new byte[32]);

    private final SourceAnswers answers = new SourceAnswers("gone"::equals);
    private SegmentLocationTable table = SegmentLocationTable.EMPTY;

    private void engine(int slot, long egress, int... ranges) {
        engine(slot, HASH, egress, ranges);
    }

    private void engine(int slot, ByteString manifest, long egress, int... ranges) {
        ProgramHolding.Builder holding = ProgramHolding.newBuilder()
                .setProgramId("film").setSegmentsTotal(4).setBytes(400).setManifestHash(manifest);
        for (int n : ranges) {
            holding.addSegmentRanges(n);
        }
        table = table.withReachable(slot, true)
                .withLoad(slot, LoadReport.newBuilder().setInService(true).setHttpUrl("http://e" + slot + "/")
                        .setEgressBps(egress).setEgressCapacityBps(100).build())
                .withHoldings(slot, HoldingsPush.newBuilder()
                        .addPrograms(holding)
                        .addPrograms(holding.clone().setProgramId("gone"))
                        .build());
    }

    private SegmentSourceReply ask(String program, Integer... ranges) {
        return answers.answer(
                SegmentSourceQuery.newBuilder().setProgramId(program).addAllSegmentRanges(List.of(ranges)).build(),
                table, new Headroom(), 0);
    }

    private static List<String> urls(SegmentSourceReply reply) {
        return reply.getSourcesList().stream().map(SegmentSource::getHttpUrl).toList();
    }

    @Test
    void theLeastBusyFirstEachWithWhatItGives() {
        engine(1, 50, 0, 3);
        engine(2, 10, 2, 3);
        SegmentSourceReply reply = ask("film", 1, 2);
        assertEquals(Outcome.FOUND, reply.getOutcome());
        assertEquals(List.of("http://e2/", "http://e1/"), urls(reply));
        assertEquals(List.of(2, 2), reply.getSources(0).getSegmentRangesList());
        assertEquals(List.of(1, 2), reply.getSources(1).getSegmentRangesList());
        assertEquals(4, reply.getSegmentsTotal());
        assertEquals(400, reply.getBytes());
        assertEquals(0.3, reply.getLoad(), 1e-9);
    }

    @Test
    void onlyTheProgramThatIsMeantIsGiven() {
        ByteString other = ByteString.copyFrom(new byte[] {1});
        engine(1, HASH, 0, 0, 3);
        engine(2, other, 50, 0, 3);
        SegmentSourceQuery.Builder query = SegmentSourceQuery.newBuilder().setProgramId("film").setManifestHash(other);
        SegmentSourceReply reply = answers.answer(query.build(), table, new Headroom(), 0);
        assertEquals(List.of("http://e2/"), urls(reply));
        assertEquals(other, reply.getManifestHash());
        reply = answers.answer(query.setManifestHash(ByteString.copyFrom(new byte[] {2})).build(), table, new Headroom(), 0);
        assertEquals(Outcome.ANOTHER, reply.getOutcome());
        assertEquals(HASH, reply.getManifestHash());
        assertEquals(Outcome.NONE, answers.answer(
                query.setProgramId("nothing").build(), table, new Headroom(), 0).getOutcome());
    }

    @Test
    void anEngineOutOfReachOrAtItsCapacityGivesNothing() {
        engine(1, 99, 0, 3);
        engine(2, 0, 0, 3);
        assertEquals(List.of("http://e2/"), urls(ask("film")));
        table = table.withReachable(2, false);
        assertEquals(Outcome.BUSY, ask("film").getOutcome());
        assertEquals(1000, ask("film").getRetryAfterMs());
        table = table.withReachable(1, false);
        assertEquals(Outcome.NONE, ask("film").getOutcome());
    }

    @Test
    void whatIsWithdrawnIsRefusedAndWhatIsNotHereIsSaidToBe() {
        engine(1, 0, 0, 1);
        assertEquals(Outcome.REFUSED, ask("gone").getOutcome());
        assertEquals(Outcome.NONE, ask("other").getOutcome());
        assertEquals(Outcome.NONE, ask("film", 2, 3).getOutcome());
        assertEquals(Outcome.NONE, ask("film", 3, 2).getOutcome(), "no ranges");
    }
}
