package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.controller.hardware.BusRequest.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which device of the management bus is asked next. Fences leave before orders, orders before the poll of a suspected
 * blade (which takes every second turn), that before the round over all that is present; one request is outstanding at
 * most.
 *
 * <p>What a round costs at 115200 baud (11.5 bytes/ms): a poll is about 20 bytes of frame, an answer with eight
 * readings about 85, the turn-around about a millisecond, so 10 ms a device. 16 CBCs, 4 PSUs and 3 fan trays take about
 * 230 ms; the 4 blades, 2 PSUs and 2 trays of a small unit 80 ms. A device that does not answer costs 150 ms (3 tries
 * of 50 ms), which is why one that is known to be silent is asked only now and then, and never while a blade is
 * suspected: a fence may have to wait for the request that is on the wire.
 *
 * <p>While nothing happens, a small unit's round waits until {@code roundNs} is over, which is what a full one's takes
 * anyway: each request costs both controllers' and the devices' processors something. A suspicion makes it
 * as fast as the line allows, and so does, for {@link #LIVELY_NS}, an order, an event, or a device that comes or goes.
 *
 * <p>A device repeats its events until they are acknowledged, which happens once the caller has said {@link #onStored}:
 * a controller that dies with an event in hand leaves it to the next one. Each is found once all the same.
 *
 * <p>Pure; one thread.
 */
public final class HardwarePoll {
    /**
     * How the bus is asked.
     *
     * @param failures unanswered requests in a row until a device counts as unreachable
     * @param retryNs how often an unreachable device is tried
     * @param roundNs shortest time of a round while nothing happens; 0: as fast as the line allows
     * @param maxOrders bound of the queue of orders
     */
    public record Settings(int failures, long retryNs, long roundNs, int maxOrders) {
        public static final Settings DEFAULT = new Settings(2, 1_000_000_000L, 200_000_000L, 64);
    }

    /** How long the bus is asked as fast as it allows after something has happened. */
    private static final long LIVELY_NS = 2_000_000_000L;

    private final Settings settings;
    private final SortedMap<Integer, PolledDevice> devices = new TreeMap<>();
    private final WaitingOrders orders;
    private long suspects;
    private boolean suspectsTurn = true;
    private int lastSuspect;
    private int roundAt;
    private boolean roundStarted;
    private long roundStartNs;
    private boolean stirred;
    private long livelyUntilNs;
    private long lastId;
    private @Nullable BusRequest outstanding;

    public HardwarePoll(Settings settings) {
        this.settings = settings;
        this.orders = new WaitingOrders(settings.maxOrders());
    }

    /** Which devices there are, by the arbiter's presence pins. What is gone is forgotten with its orders. */
    public List<BusFinding> onPresence(ArbiterStatus pins) {
        SortedMap<Integer, Boolean> wanted = new TreeMap<>();
        addPresent(wanted, pins.getPresentSlots(), BusAddress.MAX_SLOT, BusAddress::cbc);
        addPresent(wanted, pins.getPresentPsus(), BusAddress.MAX_UNIT, BusAddress::psu);
        addPresent(wanted, pins.getPresentFanTrays(), BusAddress.MAX_UNIT, BusAddress::fanTray);
        List<BusFinding> findings = new ArrayList<>();
        for (int address : List.copyOf(devices.keySet())) {
            if (!wanted.containsKey(address)) {
                devices.remove(address);
                suspects &= ~bit(address);
                orders.withdraw(address, BusAddress.name(address) + " was removed", findings);
            }
        }
        stirred |= !devices.keySet().equals(wanted.keySet());
        wanted.keySet().forEach(address -> devices.computeIfAbsent(address, PolledDevice::new));
        return findings;
    }

    private static void addPresent(
            SortedMap<Integer, Boolean> to, int bits, int max, IntUnaryOperator address) {
        for (int n = 1; n <= max; n++) {
            if ((bits & (1 << (n - 1))) != 0) {
                to.put(address.applyAsInt(n), true);
            }
        }
    }

    /** A blade that may be dead is asked every second turn, until this is taken back. */
    public void suspect(int slot, boolean suspected) {
        int address = BusAddress.cbc(slot);
        suspects = suspected ? suspects | bit(address) : suspects & ~bit(address);
        suspectsTurn = true;
    }

    /**
     * An order for the queue. A fence withdraws the orders that wait for the same device: none of them may switch the
     * blade on again behind it.
     *
     * @return the order's number, and with a full queue (or an absent device) its failure
     */
    public Ordered order(int address, DeviceRequest request, Urgency urgency) {
        BusRequest order = new BusRequest(++lastId, address, urgency, request);
        // The fans' speed is set all the time.
        stirred |= !request.hasSetFanDuty();
        List<BusFinding> findings = new ArrayList<>();
        if (!devices.containsKey(address)) {
            findings.add(new BusFinding.OrderFailed(address, order, BusAddress.name(address) + " is not present"));
        } else {
            orders.add(order, findings);
        }
        return new Ordered(order.id(), findings);
    }

    /** A queued order's number, and what its queueing led to. */
    public record Ordered(long id, List<BusFinding> findings) {}

    /** Something is looked at more closely: as after an event. */
    public void hurry() {
        stirred = true;
    }

    /** The next request, which is then outstanding; empty while one is, or when nothing is due. */
    public Optional<BusRequest> next(long nowNs) {
        if (stirred) {
            stirred = false;
            livelyUntilNs = nowNs + LIVELY_NS;
        }
        if (outstanding != null) {
            return Optional.empty();
        }
        BusRequest chosen = orders.next();
        if (chosen == null) {
            chosen = nextPoll(nowNs);
        }
        outstanding = chosen;
        return Optional.ofNullable(chosen);
    }

    private @Nullable BusRequest nextPoll(long nowNs) {
        PolledDevice device = suspectsTurn ? nextSuspect() : null;
        if (device == null) {
            device = nextOfRound(nowNs);
        }
        if (device == null) {
            device = nextSuspect();
        }
        suspectsTurn = !suspectsTurn;
        return device == null ? null : question(device, nowNs);
    }

    private @Nullable PolledDevice nextSuspect() {
        for (int i = 1; i <= BusAddress.MAX_SLOT; i++) {
            int slot = (lastSuspect + i - 1) % BusAddress.MAX_SLOT + 1;
            PolledDevice device = devices.get(slot);
            if ((suspects & bit(slot)) != 0 && device != null) {
                lastSuspect = slot;
                return device;
            }
        }
        return null;
    }

    private @Nullable PolledDevice nextOfRound(long nowNs) {
        for (int tries = 0; tries <= devices.size() + 1; tries++) {
            SortedMap<Integer, PolledDevice> rest = devices.tailMap(roundAt + 1);
            if (rest.isEmpty()) {
                if (devices.isEmpty() || (roundStarted && nowNs - roundStartNs < roundNs(nowNs))) {
                    return null;
                }
                roundAt = 0;
                roundStarted = true;
                roundStartNs = nowNs;
                continue;
            }
            PolledDevice device = devices.get(rest.firstKey());
            roundAt = rest.firstKey();
            if (device != null && mayBeAsked(device, nowNs)) {
                return device;
            }
        }
        return null;
    }

    private long roundNs(long nowNs) {
        return suspects != 0 || livelyUntilNs - nowNs > 0 ? 0 : settings.roundNs();
    }

    private boolean mayBeAsked(PolledDevice device, long nowNs) {
        return !device.silent(settings) || (suspects == 0 && device.worthATry(settings, nowNs));
    }

    private BusRequest question(PolledDevice device, long nowNs) {
        boolean suspected = (suspects & bit(device.address)) != 0;
        return new BusRequest(++lastId, device.address, Urgency.ROUTINE, device.question(suspected, nowNs));
    }

    /** The outstanding request was answered. */
    public List<BusFinding> onReply(BusRequest request, DeviceReply reply) {
        List<BusFinding> findings = new ArrayList<>();
        outstanding = null;
        PolledDevice device = devices.get(request.address());
        if (device != null) {
            device.onReply(reply, findings);
            stirred |= findings.stream().anyMatch(finding -> !(finding instanceof BusFinding.StatusRead));
        }
        if (reply.getResult() == DeviceReply.Result.STALE_EPOCH) {
            findings.add(new BusFinding.Superseded(
                    request.address(), Integer.toUnsignedLong(reply.getHighestEpoch())));
        }
        if (request.urgency() != Urgency.ROUTINE) {
            findings.add(new BusFinding.OrderAnswered(request.address(), request, reply));
        }
        return findings;
    }

    /**
     * A device's events are on the disk, so that the next poll acknowledges them.
     *
     * @param bootNonce of the run of its firmware that they are of
     * @param through number of the last of them
     */
    public void onStored(int address, int bootNonce, long through) {
        PolledDevice device = devices.get(address);
        if (device != null) {
            device.onStored(bootNonce, through);
        }
    }

    /** The outstanding request found no answer within its tries. */
    public List<BusFinding> onNoAnswer(BusRequest request, String why) {
        List<BusFinding> findings = new ArrayList<>();
        outstanding = null;
        PolledDevice device = devices.get(request.address());
        if (device != null) {
            device.onNoAnswer(settings, findings);
        }
        if (request.urgency() != Urgency.ROUTINE) {
            findings.add(new BusFinding.OrderFailed(request.address(), request, why));
        }
        return findings;
    }

    /** Whether a present device answered lately. */
    public boolean reachable(int address) {
        PolledDevice device = devices.get(address);
        return device != null && device.reachable();
    }

    private static long bit(int address) {
        return address <= BusAddress.MAX_SLOT ? 1L << address : 0;
    }
}
