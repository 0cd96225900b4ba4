package io.mediachassis.sim.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.sim.console.output.MediaWriter;
import io.mediachassis.sim.console.output.Playlist;
import io.mediachassis.sim.console.receive.ReceiverStatistics;

/**
 * What a play came to.
 *
 * @param bytes written
 * @param seconds from the first packet to the last
 * @param waitedSeconds from the beginning to the first packet
 * @param missing packets left out of what was played; of plain UDP the continuity errors, as nothing else tells
 * @param continuityErrors breaks in transport packets' counters in what was played, be they the program's own
 * @param overrun bytes that found no room in the buffer
 * @param bufferBytes held at most
 * @param ordered what was done for orders
 * @param stalls times that media was due and not there, where output is paced
 * @param nackDatagrams sent
 * @param reports sent
 * @param outputError why output ended early, or lacks its beginning; empty when neither
 */
public record PlayResult(ReceiverStatistics receiver, long bytes, double seconds, double waitedSeconds, long missing,
        long continuityErrors, long overrun, long bufferBytes, OrderResult ordered, long stalls, long nackDatagrams,
        long reports, String outputError) {
    /** @param outputError empty when there is none */
    static PlayResult of(
            Received received, MediaWriter writer, Playlist playlist, PlayFigures figures, String outputError) {
        return new PlayResult(received.statistics(), writer.written(), received.seconds(), received.waited(),
                received.missing(), received.continuityErrors(), playlist.overrun(), playlist.most(), figures.result(),
                writer.stalls(), received.nacks(), received.reports(), outputError);
    }

    /** Whether everything that was to be played was. */
    public boolean whole() {
        return bytes > 0 && missing == 0 && overrun == 0 && outputError.isEmpty();
    }

    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("whole", whole())
                .put("bytes", bytes)
                .put("seconds", seconds)
                .put("waited_s", waitedSeconds)
                .put("received_packets", receiver.received())
                .put("lost_packets", receiver.lost())
                .put("reordered_packets", receiver.reordered())
                .put("repaired_packets", receiver.repaired())
                .put("residual_packets", missing)
                .put("continuity_errors", continuityErrors)
                .put("requests", receiver.requests())
                .put("nack_datagrams", nackDatagrams)
                .put("receiver_reports", reports)
                .put("repair_p50_ms", receiver.repairP50Ms())
                .put("repair_p99_ms", receiver.repairP99Ms())
                .put("late_packets", receiver.late())
                .put("duplicate_packets", receiver.duplicates())
                .put("malformed_datagrams", receiver.malformed())
                .put("foreign_packets", receiver.foreign())
                .put("unasked_retransmissions", receiver.unasked())
                .put("stray_packets", receiver.strays())
                .put("jumps", receiver.jumps())
                .put("jitter_ms", receiver.jitterMs())
                .put("overrun_bytes", overrun)
                .put("buffer_bytes", bufferBytes)
                .put("stalls", stalls)
                .put("output_error", outputError);
        ordered.addTo(json);
        return json;
    }
}
