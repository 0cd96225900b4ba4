package io.mediachassis.sim.station;

import java.util.ArrayList;
import java.util.List;

/** What outlives a blade's agent: the consoles' connections to it, as {@code blade.supervisor} keeps them. */
final class SimSupervisor {
    private final List<Conversation> connections = new ArrayList<>();

    void opened(Conversation connection) {
        connections.add(connection);
    }

    /** Each second: what is left of them is as it is now. */
    void refresh() {
        connections.removeIf(Conversation::isOver);
        connections.forEach(Conversation::keep);
    }

    /**
     * The agent is no more.
     *
     * @param keeps whether connections are kept for the next one; else its system resets them
     */
    void agentKilled(boolean keeps) {
        List.copyOf(connections).forEach(connection -> connection.agentKilled(keeps));
    }

    /** The board lost power: what its kernel held is gone, and nobody is told. */
    void boardLost() {
        connections.forEach(Conversation::lost);
        connections.clear();
    }

    /** The next agent is in service. */
    void adopt() {
        List.copyOf(connections).forEach(Conversation::adopt);
    }
}
