package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	hashBytes  = 32
	// The largest bundle: 256 entries of 65,535 bytes, each behind two bytes of length.
	fileBytesMax = tileWidth * (2 + 65535)
	tilesKept    = 1024
)

// source is a log's files, in a directory or behind a URL.
type source struct {
	open func(path string) (io.ReadCloser, error)
}

func openSource(place string) source {
	if !strings.HasPrefix(place, "http://") && !strings.HasPrefix(place, "https://") {
		return source{func(path string) (io.ReadCloser, error) {
			return os.Open(filepath.Join(place, filepath.FromSlash(path)))
		}}
	}
	client := &http.Client{Timeout: 30 * time.Second}
	return source{func(path string) (io.ReadCloser, error) {
		response, err := client.Get(strings.TrimSuffix(place, "/") + "/" + path)
		if err != nil {
			return nil, err
		}
		if response.StatusCode == http.StatusOK {
			return response.Body, nil
		}
		response.Body.Close()
		if response.StatusCode == http.StatusNotFound {
			return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
		}
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}}
}

func (s source) read(path string) ([]byte, error) {
	file, err := s.open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, fileBytesMax+1))
	if err == nil && len(data) > fileBytesMax {
		err = fmt.Errorf("%s: larger than any file of a log", path)
	}
	return data, err
}

// readTile reads a tile, or the full tile that has taken the place of a partial one.
func (s source) readTile(tile tlog.Tile) (data []byte, width int, err error) {
	data, err = s.read(path(tile))
	if err == nil || tile.W == tileWidth || !errors.Is(err, fs.ErrNotExist) {
		return data, tile.W, err
	}
	full := tile
	full.W = tileWidth
	data, fullErr := s.read(path(full))
	if fullErr != nil {
		return nil, 0, err
	}
	return data, tileWidth, nil
}

func (s source) readBundle(bundle tlog.Tile) ([][]byte, error) {
	data, width, err := s.readTile(bundle)
	if err != nil {
		return nil, err
	}
	entries := make([][]byte, 0, width)
	for range width {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s: ends in entry %d", path(bundle), len(entries))
		}
		length := int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if len(data) > 0 {
		return nil, fmt.Errorf("%s: bytes after the last entry", path(bundle))
	}
	return entries[:bundle.W], nil
}

// path is the C2SP path of a tile: without the height that the Go checksum database writes, and with its own word for entries.
func path(tile tlog.Tile) string {
	rest := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	if entries, ok := strings.CutPrefix(rest, "data/"); ok {
		rest = "entries/" + entries
	}
	return "tile/" + rest
}

// tileReader hands tiles to the tlog package, which checks them against the root before it uses them.
type tileReader struct {
	src  source
	kept map[tlog.Tile][]byte
}

func (r *tileReader) Height() int { return tileHeight }

func (r *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, ok := r.kept[tile]
		if !ok {
			found, width, err := r.src.readTile(tile)
			if err != nil {
				return nil, err
			}
			if len(found) != width*hashBytes {
				return nil, fmt.Errorf("%s: not %d hashes", path(tile), width)
			}
			data = found[:tile.W*hashBytes]
		}
		read[i] = data
	}
	return read, nil
}

// SaveTiles is called with tiles that were checked; those above the leaves will be asked for again.
func (r *tileReader) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, tile := range tiles {
		if tile.L > 0 && len(r.kept) < tilesKept {
			r.kept[tile] = data[i]
		}
	}
}
