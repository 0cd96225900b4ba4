package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.CounterDeclaration;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.SlotsLost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every link of this controller and what was last heard over it: the blades' agents, the other controller, the SNMP
 * agents. A standby keeps this as warm as the active one. Control loop.
 */
final class Boards implements LinkHandler {
    /** What a blade's link says of it. */
    static final class Blade {
        final Link link;
        Heartbeat heartbeat = Heartbeat.getDefaultInstance();
        long heardNs;
        AgentStatus status = AgentStatus.getDefaultInstance();

        Blade(Link link, long nowNs) {
            this.link = link;
            this.heardNs = nowNs;
        }
    }

    /** What the rest of the controller hears of blades' links. */
    interface BladeListener {
        void onBladeUp(int slot, Link link);

        void onBladeDown(int slot, LinkDown why);

        void onBladeMessage(int slot, Blade blade, Envelope message);
    }

    /** What it hears of other links. */
    interface Listener {
        void onPeer(boolean up);

        void onPeerMessage(Link link, Envelope message);

        void onSnmpMessage(Link link, Envelope message);
    }

    /** Far more than any software declares: what bounds the table is that only boards of this chassis tell. */
    private static final int MAX_COUNTERS = 1024;

    private static final long SILENT_NS = 300_000_000L;

    private final Clock clock;
    private final BladeListener bladeListener;
    private final Listener listener;
    private final Map<Integer, Blade> blades = new TreeMap<>();
    private final List<Link> snmpAgents = new ArrayList<>();
    private final Map<String, CounterDeclaration> counters = new LinkedHashMap<>();
    private Optional<Link> peer = Optional.empty();
    private int toldSlots;

    Boards(Clock clock, BladeListener bladeListener, Listener listener) {
        this.clock = clock;
        this.bladeListener = bladeListener;
        this.listener = listener;
    }

    /**
     * Bit n-1: the agent of slot n has a link here, and is heard. One is silent when others are heard three heartbeats
     * after it: when none is, it is this controller that was late.
     */
    int linkedSlots() {
        long newestNs = blades.values().stream().mapToLong(blade -> blade.heardNs).max().orElse(0);
        int bitmap = 0;
        for (Map.Entry<Integer, Blade> blade : blades.entrySet()) {
            if (newestNs - blade.getValue().heardNs < SILENT_NS) {
                bitmap |= 1 << (blade.getKey() - 1);
            }
        }
        return bitmap;
    }

    /** Tells every agent at once which ones are not heard any more; called with each tick of the active controller. */
    void tellLost() {
        int linked = linkedSlots();
        int lost = toldSlots & ~linked;
        toldSlots = linked;
        if (lost != 0) {
            blades.values().forEach(blade -> blade.link.send(
                    Envelope.newBuilder().setSlotsLost(SlotsLost.newBuilder().setSlots(lost))));
        }
    }

    @Override
    public Optional<Fault> admit(Hello hello) {
        Blade taken = hello.getParty() == Party.BLADE_AGENT ? blades.get(hello.getNumber()) : null;
        if (taken != null && !taken.link.peer().getSerialNumber().equals(hello.getSerialNumber())) {
            return Optional.of(Fault.newBuilder()
                    .setCode(Fault.Code.SLOT_TAKEN)
                    .setText("Slot " + hello.getNumber() + " is taken by board "
                            + taken.link.peer().getSerialNumber() + ": board " + hello.getSerialNumber()
                            + " reads a wrong slot from its CBC, or two boards have one certificate")
                    .build());
        }
        return Optional.empty();
    }

    @Override
    public void onUp(Link link) {
        int number = link.peer().getNumber();
        switch (link.peer().getParty()) {
            case BLADE_AGENT -> {
                Blade old = blades.put(number, new Blade(link, clock.nanoTime()));
                if (old != null) {
                    old.link.close();
                }
                bladeListener.onBladeUp(number, link);
            }
            case CONTROLLER -> {
                peer.ifPresent(Link::close);
                peer = Optional.of(link);
                listener.onPeer(true);
            }
            case SNMP_AGENT -> snmpAgents.add(link);
            case PARTY_UNSPECIFIED, UNRECOGNIZED -> link.close();
        }
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        switch (link.peer().getParty()) {
            case BLADE_AGENT -> {
                Blade blade = blades.get(link.peer().getNumber());
                if (blade != null && blade.link == link) {
                    note(blade, message);
                    bladeListener.onBladeMessage(link.peer().getNumber(), blade, message);
                }
            }
            case CONTROLLER -> listener.onPeerMessage(link, message);
            case SNMP_AGENT -> listener.onSnmpMessage(link, message);
            case PARTY_UNSPECIFIED, UNRECOGNIZED -> { }
        }
    }

    @Override
    public void onDown(Link link, LinkDown why) {
        int number = link.peer().getNumber();
        switch (link.peer().getParty()) {
            case BLADE_AGENT -> {
                Blade blade = blades.get(number);
                if (blade != null && blade.link == link) {
                    blades.remove(number);
                    bladeListener.onBladeDown(number, why);
                }
            }
            case CONTROLLER -> {
                if (peer.isPresent() && peer.get() == link) {
                    peer = Optional.empty();
                    listener.onPeer(false);
                }
            }
            case SNMP_AGENT -> snmpAgents.remove(link);
            case PARTY_UNSPECIFIED, UNRECOGNIZED -> { }
        }
    }

    Map<Integer, Blade> blades() {
        return blades;
    }

    Optional<Blade> blade(int slot) {
        return Optional.ofNullable(blades.get(slot));
    }

    Optional<Link> peer() {
        return peer;
    }

    Collection<Link> snmpAgents() {
        return snmpAgents;
    }

    /** What the blades said that they count, each name once; of blades that are gone too. */
    Collection<CounterDeclaration> counters() {
        return counters.values();
    }

    /** Answers what nobody here knows, if it wants an answer. */
    static void unknown(Link link, Envelope message) {
        if (message.getRequestId() != 0) {
            link.fault(message, Fault.Code.UNSUPPORTED, "This controller does not know " + message.getBodyCase());
        }
    }

    private void note(Blade blade, Envelope message) {
        if (message.hasHeartbeat()) {
            blade.heartbeat = message.getHeartbeat();
            blade.heardNs = clock.nanoTime();
        } else if (message.hasAgentStatus()) {
            blade.status = message.getAgentStatus();
        } else if (message.hasCounterDeclarations()) {
            for (CounterDeclaration counter : message.getCounterDeclarations().getCountersList()) {
                if (counters.size() < MAX_COUNTERS || counters.containsKey(counter.getName())) {
                    counters.put(counter.getName(), counter);
                }
            }
        }
    }
}
