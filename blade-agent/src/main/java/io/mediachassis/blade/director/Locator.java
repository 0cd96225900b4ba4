package io.mediachassis.blade.director;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.LocateReply;
import io.mediachassis.backplane.proto.LocateRequest;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.Question;
import io.mediachassis.blade.director.EngineChoice.AllBusy;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Answers locate datagrams from the segment location table (mission M1 to M4): each question with the engine that the
 * console shall speak to. Pure and without state: nothing is kept of a request.
 */
public final class Locator {
    /** More questions than fit a full datagram are somebody's mistake. */
    private static final int MAX_QUESTIONS = 64;

    private Locator() {}

    /**
     * The reply to one datagram; empty where it can't be read, since nobody may be made to answer garbage.
     *
     * @param director whether this blade is the director; others say so
     */
    public static Optional<LocateReply> answer(ByteBuffer datagram, SegmentLocationTable table, boolean director) {
        LocateRequest request;
        try {
            request = LocateRequest.parseFrom(datagram);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
        if (request.getQuestionsCount() > MAX_QUESTIONS) {
            return Optional.empty();
        }
        LocateReply.Builder reply = LocateReply.newBuilder().setNonce(request.getNonce());
        for (Question question : request.getQuestionsList()) {
            reply.addAnswers(director ? answer(question, table) : status(question, Answer.Status.NOT_DIRECTOR));
        }
        return Optional.of(reply.build());
    }

    private static Answer answer(Question question, SegmentLocationTable table) {
        String protocol = question.getProtocol();
        boolean rtsp = protocol.isEmpty() || protocol.equals("rtsp");
        boolean http = protocol.isEmpty() || protocol.equals("http");
        if (question.getProgramId().isEmpty() || !(rtsp || http)) {
            return status(question, Answer.Status.MALFORMED);
        }
        Choice choice = EngineChoice.toServe(table, question.getProgramId());
        if (choice instanceof NoneHolds) {
            return status(question, Answer.Status.NONE_HOLDS);
        } else if (choice instanceof AllBusy) {
            return status(question, Answer.Status.BUSY);
        }
        Chosen chosen = (Chosen) choice;
        ProgramHolding holding = chosen.engine().programs().get(question.getProgramId());
        Answer.Builder answer = Answer.newBuilder().setId(question.getId()).setStatus(Answer.Status.FOUND);
        if (holding != null) {
            answer.setTitle(holding.getTitle()).setDurationMs(holding.getDurationMs());
        }
        if (rtsp) {
            answer.setRtspUrl(chosen.engine().load().getRtspUrl() + question.getProgramId());
        }
        if (http) {
            answer.setHttpUrl(chosen.engine().load().getHttpUrl() + "programs/" + question.getProgramId() + ".ts");
        }
        return answer.build();
    }

    private static Answer status(Question question, Answer.Status status) {
        return Answer.newBuilder().setId(question.getId()).setStatus(status).build();
    }
}
