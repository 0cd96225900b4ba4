package io.mediachassis.sim.scenario;

import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.hardware.PowerSequence;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.election.AgentNode;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What must hold of heat, air and power. */
final class HardwareOracles {
    private static final long SECOND = 1_000_000_000L;
    /** A blade above critical is throttled by then: the threshold's dwell, a poll, and the message. */
    private static final long CRITICAL_NS = 10 * SECOND;
    /** Where a supply is lost others may be overloaded until boards are shed. */
    private static final long SHED_NS = 15 * SECOND;
    /** As the sentence says, with room for the last order's way; not what the trays' firmware thinks it is. */
    private static final long SILENT_NS = 10 * SECOND + SECOND / 5;
    /** A board may draw more than it should for a moment while another goes off. */
    private static final long OVERLOAD_NS = SECOND;
    /** States in which a controller has given a slot power, or knows of some. */
    private static final Set<String> NEGOTIATED = Set.of("", "M2_ACTIVATION_REQUEST",
            "M3_ACTIVATION_IN_PROGRESS", "M4_ACTIVE", "M5_DEACTIVATION_REQUEST", "M6_DEACTIVATION_IN_PROGRESS", "M7_COMMUNICATION_LOST");
    private static final double TRIP = CbcFirmware.TRIP_TENTHS / 10.0 + 2;

    private final UnitWorld world;
    private final FaultHands hands;
    private final double critical;
    private final Lasting[] hot;
    private final Lasting[] tripping;
    private final Lasting uncontrolled = new Lasting();
    private final Lasting overloaded = new Lasting();
    private int goodBefore;
    private long lostNs = -SHED_NS;
    private int powerUpsSeen;
    private int eventsSeen;
    private int directs;

    private HardwareOracles(UnitWorld world, FaultHands hands) {
        this.world = world;
        this.hands = hands;
        this.critical = CoolingSettings.DEFAULT.limits().board().upper().get(1);
        this.hot = lasting(world.blades() + 1);
        this.tripping = lasting(world.blades() + 1);
    }

    private static Lasting[] lasting(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Lasting()).toArray(Lasting[]::new);
    }

    static List<Oracle> of(UnitWorld world, FaultHands hands) {
        HardwareOracles all = new HardwareOracles(world, hands);
        return List.of(
                new Oracle("heat-guarded",
                        "While a controller is active no blade is above its critical temperature for more than 10 s"
                                + " unthrottled, and none stays on at its trip point.", all::heat),
                new Oracle("fans-fast",
                        "Fans turn at full speed once no controller has ordered anything for 10 s.", all::fans),
                new Oracle("power-budget",
                        "Boards draw no more than the supplies give, except for 15 s after one was lost.", all::budget),
                new Oracle("director-shed-last",
                        "The director is not shed while another blade has power.", all::shed),
                new Oracle("power-negotiated",
                        "No board gets power that the active controller has not led through its hot-swap states.",
                        all::negotiated));
    }

    private String heat() {
        for (int slot = 1; slot <= world.blades(); slot++) {
            double celsius = world.hardware().plant().trueCelsius(slot);
            boolean on = world.powerGood(slot);
            boolean unguarded = on && celsius > critical && world.board(slot).throttle() == 100
                    && !world.board(slot).draining() && world.activeController() != null && !hands.blinds(slot);
            if (hot[slot].longer(unguarded, world.now(), CRITICAL_NS)) {
                return String.format("blade %d is at %.1f degrees, and not throttled", slot, celsius);
            }
            if (tripping[slot].longer(on && celsius > TRIP && !hands.hangs(slot), world.now(), SECOND)) {
                return String.format("blade %d is at %.1f degrees, and on", slot, celsius);
            }
        }
        return "";
    }

    private String fans() {
        if (uncontrolled.longer(world.activeController() == null, world.now(), SILENT_NS)) {
            for (int tray = 1; tray <= world.shape().fanTrays(); tray++) {
                if (!hands.pulled(tray) && world.hardware().fanDuty(tray) < 100) {
                    return "fan tray " + tray + " is driven with " + world.hardware().fanDuty(tray) + " percent";
                }
            }
        }
        return "";
    }

    private String budget() {
        int good = 0;
        for (int psu = 1; psu <= world.shape().psus(); psu++) {
            good += world.hardware().psuGood(psu) ? 1 : 0;
        }
        if (good < goodBefore) {
            lostNs = world.now();
        }
        goodBefore = good;
        double drawn = world.hardware().plant().totalWatts() + PowerSequence.Settings.DEFAULT.baseWatts();
        double given = (double) good * world.shape().psuWatts();
        boolean over = drawn > given && world.now() - lostNs > SHED_NS && world.activeController() != null;
        return overloaded.longer(over, world.now(), OVERLOAD_NS)
                ? String.format("boards draw %.0f W of %.0f W", drawn, given) : "";
    }

    private String shed() {
        List<UnitEvent> events = world.events();
        String broken = "";
        while (eventsSeen < events.size()) {
            UnitEvent event = events.get(eventsSeen++);
            if (event.is("power.shed") && directs != 0 && directs == event.event().slot()) {
                for (int slot = 1; slot <= world.blades(); slot++) {
                    if (slot != directs && world.serves(slot) && !shedLately(slot)) {
                        broken = "director " + directs + " is shed, and blade " + slot + " is not";
                    }
                }
            }
        }
        // Who is shed is told to give the role up in the same moment: who had it is known from the look before.
        AgentNode acting = world.acting();
        directs = acting == null ? directs : acting.slot();
        return broken;
    }

    private boolean shedLately(int slot) {
        return world.board(slot).draining() || world.events().stream().anyMatch(event ->
                event.is("power.shed@" + slot) && world.now() - event.atNs() < 60 * SECOND);
    }

    private String negotiated() {
        List<UnitWorld.PowerUp> all = world.powerUps();
        while (powerUpsSeen < all.size()) {
            UnitWorld.PowerUp last = all.get(powerUpsSeen++);
            if (!NEGOTIATED.contains(last.state())) {
                return "blade " + last.slot() + " gets power in " + last.state();
            }
        }
        return "";
    }
}
