package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributionElsewhere;
import io.mediachassis.backplane.proto.OnwardStream;
import io.mediachassis.backplane.proto.StallPolicy;
import io.mediachassis.blade.nvod.GroupRanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** Which distributions may be. Pure; any thread. */
public final class DistributionRules {
    private static final int MOST_TITLE = 200;

    private final Limits limits;
    private final IntFunction<Optional<String>> sets;

    /**
     * What is configured.
     *
     * @param ownAddress this blade's, big-endian
     * @param ownPorts UDP ports that it has itself there
     * @param orders distributions at most, those that are over included
     * @param streams onward streams of one distribution at most
     * @param groups that may be sent to and taken in from
     * @param groupsPossible whether this blade has an interface for multicast
     * @param recipients unicast addresses that may be sent to
     * @param leastOffsetMs what the store takes: onward streams with less begin then
     */
    public record Limits(
            int ownAddress, Set<Integer> ownPorts, int orders, int streams, GroupRanges groups, boolean groupsPossible, Networks recipients,
            long leastOffsetMs, StallSettings stall) {}

    /**
     * A distribution that there is, as far as loops concern.
     *
     * @param address of the blade that takes it in, big-endian
     */
    record Existing(int address, InputAddress input, List<OnwardTarget> targets) {}

    /** @param sets the name of the staggered set that sends to a group, IPv4, big-endian; asked on any thread */
    public DistributionRules(Limits limits, IntFunction<Optional<String>> sets) {
        this.limits = limits;
        this.sets = sets;
    }

    /** A distribution of this blade. */
    Existing existing(Order order) {
        return new Existing(
                limits.ownAddress(), order.input(), order.onward().stream().map(Onward::target).toList());
    }

    Limits limits() {
        return limits;
    }

    /** Reads an order; throws what is wrong with it. */
    Order check(DistributeStart asked, Collection<Existing> others) throws DistributionRefused {
        InputAddress input = InputAddress.parse(asked.getInput());
        List<Onward> onward = new ArrayList<>();
        for (OnwardStream stream : asked.getOnwardList()) {
            onward.add(Onward.of(stream));
        }
        if (!asked.getId().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new DistributionRefused(400, "\"" + Texts.shortened(asked.getId()) + "\" is no name of a distribution",
                    "1 to 64 letters, digits, dots, underscores and hyphens");
        }
        if (asked.getTitle().length() > MOST_TITLE || !asked.getTitle().equals(asked.getTitle().strip())) {
            throw new DistributionRefused(400, "a title is at most " + MOST_TITLE + " characters", "give another");
        }
        checkInput(input);
        StallSettings stall = limits.stall().with(asked.getOnStall(), asked.getStallMs(), asked.getGiveUpMs());
        Order order = new Order(asked.getId(), input, asked.getInput(), List.of(), stall, asked.getTitle());
        List<Existing> all = new ArrayList<>(others);
        asked.getElsewhereList().forEach(other -> elsewhere(other).ifPresent(all::add));
        return withOnward(order, onward, all);
    }

    /** What can't be read leads nowhere that is known. */
    private static Optional<Existing> elsewhere(DistributionElsewhere other) {
        try {
            List<OnwardTarget> targets = new ArrayList<>();
            for (String target : other.getTargetsList()) {
                targets.add(OnwardTarget.parse(target));
            }
            return Optional.of(new Existing(
                    GroupRanges.parse(other.getAddress()).orElseThrow(), InputAddress.parse(other.getInput()), targets));
        } catch (DistributionRefused | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    /** The same order with more onward streams, which its content server named. */
    Order withOnward(Order order, List<Onward> more, Collection<Existing> others) throws DistributionRefused {
        List<Onward> all = new ArrayList<>(order.onward());
        Set<OnwardTarget> targets = new HashSet<>();
        all.forEach(known -> targets.add(known.target()));
        for (Onward onward : more) {
            if (all.contains(onward)) {
                continue;
            }
            if (!targets.add(onward.target())) {
                throw new DistributionRefused(400, "recipient " + onward.target() + " is named twice",
                        "each onward stream has a recipient of its own");
            }
            checkTarget(onward.target());
            all.add(onward);
        }
        if (all.size() > limits.streams()) {
            throw new DistributionRefused(400, "more than " + limits.streams() + " onward streams",
                    "order fewer, or raise distribution.streams");
        }
        checkFill(order.stall(), all);
        checkLoop(order.input(), all, others);
        return order.with(all);
    }

    private void checkInput(InputAddress input) throws DistributionRefused {
        if (input instanceof InputAddress.Datagrams datagrams && datagrams.group() != 0) {
            if (!limits.groupsPossible()) {
                throw new DistributionRefused(409, "this blade has no interface for multicast",
                        "configure nvod.network-interface, or order another blade");
            }
            checkGroup(datagrams.group());
        } else if (input instanceof InputAddress.Datagrams datagrams && limits.ownPorts().contains(datagrams.port())) {
            throw new DistributionRefused(409, "this blade uses UDP port " + datagrams.port() + " itself", "take another port");
        }
    }

    private void checkGroup(int group) throws DistributionRefused {
        if (!limits.groups().hold(group, 1)) {
            throw new DistributionRefused(400, "group " + GroupRanges.dotted(group) + " lies outside of "
                    + limits.groups(), "use one of these, or change nvod.ranges");
        }
    }

    private void checkTarget(OnwardTarget target) throws DistributionRefused {
        int address = target.endpoint().address();
        if (target.multicast()) {
            if (!limits.groupsPossible()) {
                throw new DistributionRefused(409, "this blade has no interface for multicast",
                        "configure nvod.network-interface, or order another blade");
            }
            checkGroup(address);
            Optional<String> set = sets.apply(address);
            if (set.isPresent()) {
                throw new DistributionRefused(409, "group " + GroupRanges.dotted(address) + " has a stream of the staggered set "
                        + set.get() + ": who joined that would get both", "take another group, or stop the set first");
            }
        } else if (address >>> 24 == 0 || address == -1 || !limits.recipients().hold(address)) {
            throw new DistributionRefused(400, "recipient " + target + " lies outside of " + limits.recipients(),
                    "use one of these, or change distribution.recipients");
        }
    }

    /** What fills a gap has to be there when the first stream comes to it. */
    private void checkFill(StallSettings stall, List<Onward> onward) throws DistributionRefused {
        long least = onward.stream().mapToLong(o -> Math.max(limits.leastOffsetMs(), o.offsetMs())).min().orElse(0);
        if (stall.policy() == StallPolicy.FILL && !onward.isEmpty() && stall.stallMs() + StallSettings.FILL_MS * 2 > least) {
            throw new DistributionRefused(400, "null packets after " + stall.stallMs()
                    + " ms of silence would come too late for an offset of " + least + " ms",
                    "call an input silent sooner, or give a larger offset");
        }
    }

    /** A stream that comes back into its own input, be it over others, would never end and only grow. */
    private void checkLoop(InputAddress input, List<Onward> onward, Collection<Existing> others) throws DistributionRefused {
        Deque<OnwardTarget> open = new ArrayDeque<>();
        onward.forEach(stream -> open.add(stream.target()));
        Set<OnwardTarget> seen = new HashSet<>();
        while (!open.isEmpty()) {
            OnwardTarget next = open.poll();
            if (!seen.add(next)) {
                continue;
            }
            if (reaches(next, limits.ownAddress(), input)) {
                throw new DistributionRefused(400, "onward stream " + onward.get(0).target()
                        + (onward.size() > 1 ? " or another one" : "") + " would lead back into the input",
                        "give it another recipient");
            }
            for (Existing other : others) {
                if (reaches(next, other.address(), other.input())) {
                    open.addAll(other.targets());
                }
            }
        }
    }

    /** Whether what is sent there would be taken in by that input of that blade. */
    private static boolean reaches(OnwardTarget target, int blade, InputAddress input) {
        if (!(input instanceof InputAddress.Datagrams in) || in.port() != target.endpoint().port()) {
            return false;
        }
        return target.endpoint().address() == (in.group() == 0 ? blade : in.group());
    }
}
