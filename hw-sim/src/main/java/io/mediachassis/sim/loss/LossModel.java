package io.mediachassis.sim.loss;

import java.util.random.RandomGenerator;

/** Which packets are lost: some at random, and now and then so many in a row. Pure; one thread. */
public final class LossModel {
    private final double part;
    private final int burst;
    private final double burstPart;
    private final RandomGenerator random;
    private int left;

    /**
     * @param part of all packets lost one by one, 0 to 1
     * @param burst packets lost in a row; 0 for no bursts
     * @param between mean number of packets from one burst to the next, greater than 0
     */
    public LossModel(double part, int burst, int between, RandomGenerator random) {
        if (!(part >= 0) || part > 1 || burst < 0 || between < 1) {
            throw new IllegalArgumentException("a loss of " + part + " with bursts of " + burst + " every " + between
                    + " packets can't be: 0 to 1, 0 or more, 1 or more");
        }
        this.part = part;
        this.burst = burst;
        this.burstPart = burst == 0 ? 0 : 1.0 / between;
        this.random = random;
    }

    /** Whether the next packet is lost. */
    public boolean next() {
        if (left == 0 && burstPart > 0 && random.nextDouble() < burstPart) {
            left = burst;
        }
        if (left > 0) {
            left--;
            return true;
        }
        return part > 0 && random.nextDouble() < part;
    }
}
