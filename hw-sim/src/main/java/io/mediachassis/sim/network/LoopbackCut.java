package io.mediachassis.sim.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts boards off the simulated backplane: packets from and to their loopback addresses are dropped by a netfilter
 * table of the unit's own, so that both sides see silence, as when a blade is pulled, and not a closed connection.
 * Needs root; without it nothing is cut and {@link #cut} says so. Methods from any thread.
 */
public final class LoopbackCut implements UnitNetwork {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackCut.class);

    private final String table;
    private final Set<String> cut = new HashSet<>();
    private boolean made;

    /** @param unit number of the unit, which names the table */
    public LoopbackCut(int unit) {
        this.table = "mediachassis_unit_" + unit;
    }

    /** Anywhere: all boards live on this machine's loopback. */
    @Override
    public List<String> within(String board) {
        return List.of();
    }

    /**
     * Cuts an address off.
     *
     * @return false where this user may not, or the kernel has no netfilter
     */
    @Override
    public synchronized boolean cut(String address) {
        if (!made) {
            // A table of a unit that was killed may be left over.
            nft("delete table inet " + table);
            made = nft("add table inet " + table
                    + "; add chain inet " + table + " in { type filter hook input priority -10; policy accept; }"
                    + "; add set inet " + table + " cut { type ipv4_addr; }"
                    + "; add rule inet " + table + " in ip saddr @cut drop"
                    + "; add rule inet " + table + " in ip daddr @cut drop");
        }
        if (made && nft("add element inet " + table + " cut { " + address + " }")) {
            cut.add(address);
            return true;
        }
        LOG.info("{} is not cut off the network: that needs root and nftables", address);
        return false;
    }

    /** Joins an address again. */
    @Override
    public synchronized void join(String address) {
        if (cut.remove(address)) {
            nft("delete element inet " + table + " cut { " + address + " }");
        }
    }

    @Override
    public synchronized void close() {
        if (made) {
            nft("delete table inet " + table);
            made = false;
            cut.clear();
        }
    }

    private static boolean nft(String commands) {
        try {
            Process nft = new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true).start();
            nft.getOutputStream().write(commands.replace("; add", "\nadd").getBytes(StandardCharsets.UTF_8));
            nft.getOutputStream().close();
            String output = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = nft.waitFor(5, TimeUnit.SECONDS);
            if (!ended || nft.exitValue() != 0) {
                LOG.debug("nft: {}", output.strip());
                return false;
            }
            return true;
        } catch (IOException e) {
            LOG.debug("nft can't be run", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
