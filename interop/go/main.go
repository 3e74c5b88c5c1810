// Command verify checks a Comity log, or one proof from it, with the Go project's own transparency log packages and nothing of
// Comity's. It reads C2SP formats only (signed-note, tlog-checkpoint, tlog-tiles, tlog-proof), so what it sees is the Ed25519
// half of a head; the ML-DSA-87 lines are keys it does not know, and it passes over them as those formats require.
//
//	verify log   VKEY DIR|URL
//	verify proof VKEY FILE ENTRY-IN-HEX
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	said, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAILED:", err)
		os.Exit(1)
	}
	fmt.Println(said)
}

func run(args []string) (string, error) {
	switch {
	case len(args) == 3 && args[0] == "log":
		return verifyLog(args[1], openSource(args[2]))
	case len(args) == 4 && args[0] == "proof":
		return verifyProof(args[1], args[2], args[3])
	}
	return "", errors.New("usage: verify log VKEY DIR|URL, or verify proof VKEY FILE ENTRY-IN-HEX")
}

// verifyLog hashes every entry and compares it with the tile that holds it; the tlog package proves each tile up to the root.
func verifyLog(vkey string, src source) (string, error) {
	checkpoint, err := src.read("checkpoint")
	if err != nil {
		return "", err
	}
	origin, tree, err := openHead(vkey, checkpoint)
	if err != nil {
		return "", err
	}
	if tree.N == 0 {
		if tree.Hash != emptyRoot {
			return "", errors.New("checkpoint: the root of the empty tree is another one")
		}
		return fmt.Sprintf("log %s: 0 entries", origin), nil
	}
	hashes := tlog.TileHashReader(tree, &tileReader{src: src, kept: map[tlog.Tile][]byte{}})
	for first := int64(0); first < tree.N; first += tileWidth {
		count := min(tileWidth, tree.N-first)
		bundle := tlog.Tile{H: tileHeight, L: -1, N: first / tileWidth, W: int(count)}
		entries, err := src.readBundle(bundle)
		if err != nil {
			return "", err
		}
		indexes := make([]int64, count)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		leaves, err := hashes.ReadHashes(indexes)
		if err != nil {
			return "", fmt.Errorf("entries from %d: %w", first, err)
		}
		for i, entry := range entries {
			if tlog.RecordHash(entry) != leaves[i] {
				return "", fmt.Errorf("entry %d in %s is not the one in the tree", first+int64(i), path(bundle))
			}
		}
	}
	return fmt.Sprintf("log %s: %d entries, root %s", origin, tree.N, tree.Hash), nil
}

// openHead checks the log's Ed25519 line and reads what it signs. The name of the key is the log's origin.
func openHead(vkey string, checkpoint []byte) (string, tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", tlog.Tree{}, err
	}
	opened, err := note.Open(checkpoint, note.VerifierList(verifier))
	if err != nil {
		return "", tlog.Tree{}, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return "", tlog.Tree{}, errors.New("checkpoint: not origin, size and root of this log")
	}
	size, err := decimal(lines[1])
	if err != nil {
		return "", tlog.Tree{}, fmt.Errorf("checkpoint size: %w", err)
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return "", tlog.Tree{}, fmt.Errorf("checkpoint root: %w", err)
	}
	return lines[0], tlog.Tree{N: size, Hash: root}, nil
}

// verifyProof checks that an entry stands in the tree of a signed head, offline.
func verifyProof(vkey, file, entryHex string) (string, error) {
	entry, err := hex.DecodeString(entryHex)
	if err != nil {
		return "", err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	header, head, found := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(header), "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("proof: not a tlog-proof of version 1")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return "", errors.New("proof: no index")
	}
	index, err := decimal(strings.TrimPrefix(lines[0], "index "))
	if err != nil {
		return "", fmt.Errorf("proof index: %w", err)
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", fmt.Errorf("proof: %w", err)
		}
		proof = append(proof, hash)
	}
	origin, tree, err := openHead(vkey, head)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return "", err
	}
	return fmt.Sprintf("entry %d of %d is in %s", index, tree.N, origin), nil
}

// decimal reads a number in its only spelling.
func decimal(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, fmt.Errorf("%q is not a plain decimal", text)
	}
	return number, nil
}

var emptyRoot = func() tlog.Hash {
	raw, _ := base64.StdEncoding.DecodeString("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
	return tlog.Hash(raw)
}()
