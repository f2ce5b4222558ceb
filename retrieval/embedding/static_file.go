package embedding

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// OpenStatic reads the table in a file.
func OpenStatic(path string) (*Static, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open an embedding table: %w", err)
	}
	s, err := ReadStatic(string(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// Save writes the table to a file, which holds the old table or the new one
// whole at any moment.
func (s *Static) Save(path string) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("save an embedding table: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = s.WriteTo(file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("save an embedding table: %w", err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("save an embedding table: %w", err)
	}
	return nil
}
