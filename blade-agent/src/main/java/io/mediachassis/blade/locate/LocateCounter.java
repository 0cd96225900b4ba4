package io.mediachassis.blade.locate;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What the locate service and the load polls count. */
public enum LocateCounter implements Counter {
    REQUESTS("locate_requests_total", "datagrams", "Locate requests answered or handed to engines."),
    QUESTIONS("locate_questions_total", "questions", "Questions in them."),
    MALFORMED("locate_malformed_total", "datagrams", "Datagrams at the locate port that were no request."),
    TOO_SMALL("locate_too_small_total", "datagrams", "Requests below 32 bytes, which no reply would fit."),
    COOKIES_ASKED("locate_cookies_asked_total", "replies", "Replies that left something out until a cookie is shown."),
    COOKIES_WRONG("locate_cookies_wrong_total", "requests", "Requests with a cookie that was old or somebody else's."),
    NONE_HOLDS("locate_none_holds_total", "questions", "Questions for programs that no engine holds."),
    COMING("locate_coming_total", "questions", "Questions for programs that come from another station, to be asked again."),
    REFUSED("locate_refused_total", "questions", "Questions refused: without a token that is good for the program, or for a program that is not published."),
    ALL_BUSY("locate_all_busy_total", "questions", "Questions for programs whose engines were all at their capacity."),
    QUEUE_FULL("locate_queue_full_total", "datagrams", "Requests answered OVERLOADED since the queue was full."),
    REPLIES_LOST("locate_replies_lost_total", "datagrams", "Replies that the system did not take."),
    FORWARDED("locate_forwarded_total", "datagrams", "Requests handed to an engine to answer."),
    FORWARDS_ANSWERED("locate_forwards_answered_total", "datagrams", "Requests of a director answered by this engine."),
    LOAD_POLLS("load_polls_total", "datagrams", "Load polls sent."),
    LOAD_POLLS_UNANSWERED("load_polls_unanswered_total", "datagrams", "Load polls without an answer before the next."),
    LOAD_QUEUE_FULL("load_queue_full_total", "answers", "Answers to load polls dropped since the queue was full."),
    LOAD_ANSWERS("load_answers_total", "datagrams", "Load polls of a director answered by this engine."),
    FORGED("blade_datagrams_forged_total", "datagrams", "Datagrams between blades with a wrong seal, nonce or sender.");

    private final Declaration declaration;

    LocateCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
