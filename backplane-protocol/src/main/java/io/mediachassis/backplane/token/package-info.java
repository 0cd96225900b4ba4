/** Signed tokens (JWT, Ed25519) that say which engine may fetch, who may bring a program in, and who may play. */
@NullMarked
package io.mediachassis.backplane.token;

import org.jspecify.annotations.NullMarked;
