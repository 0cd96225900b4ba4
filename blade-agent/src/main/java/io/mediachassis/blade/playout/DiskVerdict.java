package io.mediachassis.blade.playout;

/**
 * What is wrong with a volume's disk.
 *
 * @param answers whether it does what it is asked, only late: what it alone has can still be had
 * @param reason for people
 */
public record DiskVerdict(boolean answers, String reason) {}
