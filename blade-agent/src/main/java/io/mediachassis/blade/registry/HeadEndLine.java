package io.mediachassis.blade.registry;

import io.mediachassis.backplane.link.LinkException;
import io.mediachassis.backplane.link.LinkException.Reason;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.StationAliveReply;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the registry can be spoken with, by what became of the last times that the station said that it is there. Pure;
 * one thread.
 */
final class HeadEndLine {
    private static final long SECOND = 1_000_000_000L;
    /** After silence, a fault, or "not now". */
    private static final long AGAIN_NS = 2 * SECOND;
    /** Of a head-end that has no registry, which somebody may configure. */
    private static final long NONE_AGAIN_NS = 30 * SECOND;
    /** A switch-over or a start is no trouble worth a word. */
    private static final long TROUBLE_NS = 10 * SECOND;

    private boolean welcomed;
    private boolean none;
    private long dueNs;
    private long lostNs;
    private String why = "";

    HeadEndLine(long nowNs) {
        lostNs = nowNs;
        dueNs = nowNs;
    }

    /** From now on somebody minds whether it answers. */
    void begins(long nowNs) {
        lostNs = nowNs;
    }

    /** Another connection, or none. */
    void changed(boolean there, long nowNs) {
        lost(there ? "it has not answered yet" : "no active controller is in reach", nowNs);
        dueNs = nowNs;
        none = false;
    }

    private void lost(String because, long nowNs) {
        if (welcomed) {
            lostNs = nowNs;
        }
        welcomed = false;
        why = because;
    }

    /** Whether the station is to say that it is there; then the next time is not soon. */
    boolean due(long nowNs) {
        boolean due = dueNs - nowNs <= 0;
        if (due) {
            dueNs = nowNs + AGAIN_NS;
        }
        return due;
    }

    /** The answer. */
    void answered(StationAliveReply reply, long nowNs) {
        if (reply.getUnavailable()) {
            lost("its store can't be used now; see the controllers' events", nowNs);
        } else if (reply.getSuperseded()) {
            lost("a director of a later term has reported", nowNs);
        } else {
            welcomed = true;
            none = false;
            dueNs = nowNs + Math.max(SECOND, reply.getLifetimeMs() * 1_000_000L / 3);
        }
    }

    /** There was none, or a fault. */
    void failed(@Nullable Throwable error, long nowNs) {
        Optional<Fault> fault = error instanceof LinkException link && link.reason() == Reason.FAULT
                ? link.fault()
                : Optional.empty();
        none = fault.filter(f -> f.getCode() == Fault.Code.NOT_FOUND).isPresent();
        lost(fault.map(Fault::getText).orElse("it does not answer"), nowNs);
        dueNs = nowNs + (none ? NONE_AGAIN_NS : AGAIN_NS);
    }

    /** Reports are taken. */
    boolean welcomed() {
        return welcomed;
    }

    /** What is wrong, for people, once it has been so for a while; nothing is where there is no registry. */
    Optional<String> trouble(long nowNs) {
        return welcomed || none || nowNs - lostNs < TROUBLE_NS ? Optional.empty() : Optional.of(why);
    }
}
