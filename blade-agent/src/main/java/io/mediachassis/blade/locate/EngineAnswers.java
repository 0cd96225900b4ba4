package io.mediachassis.blade.locate;

import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.ForwardedQuestions;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.LocateReply;
import io.mediachassis.backplane.proto.Question;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;

/** What an engine answers consoles whose questions the director handed it: of itself only, by its load of now. Pure. */
final class EngineAnswers {
    private EngineAnswers() {}

    static LocateReply reply(ForwardedQuestions asked, SegmentLocationTable table, int slot, LoadReport load) {
        LocateReply.Builder reply = LocateReply.newBuilder().setNonce(asked.getNonce());
        for (Question question : asked.getQuestionsList()) {
            reply.addAnswers(answer(question, table, slot, load).toBuilder().setId(question.getId()));
        }
        return reply.build();
    }

    private static Answer answer(Question question, SegmentLocationTable table, int slot, LoadReport load) {
        String program = question.getProgramId();
        Engine self = table.engine(slot).orElse(null);
        if (self == null || !table.holders(program, 0).contains(self)) {
            return status(Answer.Status.NONE_HOLDS);
        }
        if (!load.getInService() || load.getStreams() >= load.getStreamsCapacity()) {
            return status(Answer.Status.BUSY);
        }
        int protocol = switch (question.getProtocol()) {
            case "rtsp" -> QuestionReader.RTSP;
            case "http" -> QuestionReader.HTTP;
            default -> QuestionReader.BOTH;
        };
        Engine now = new Engine(slot, true, load, self.programs(), self.takingIn(), self.stored());
        return AnswerBook.found(now, program, protocol);
    }

    private static Answer status(Answer.Status status) {
        return Answer.newBuilder().setStatus(status).build();
    }
}
